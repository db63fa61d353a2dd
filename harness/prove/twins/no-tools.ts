import { contractOf, changed, type Terms } from "../terms.ts";

export function noTools(usual: Terms): Terms {
  return changed(usual, { contract: contractOf({ mode: "agent-run" }, {}, { tools: "0.." }) });
}
