import { changed, contractOf, type Terms } from "../terms.ts";

export function declaredErrors(usual: Terms): Terms {
  return changed(usual, {
    contract: contractOf({ mode: "five-events" }, { maxErrored: 0.4 }),
  });
}
