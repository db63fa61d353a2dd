import { json } from "../../dialects/json.ts";
import { DEMO_DIALECT } from "../../run/demo.ts";
import { changed, type Terms } from "../terms.ts";

export function runScopedIds(usual: Terms): Terms {
  return changed(usual, { dialect: json({ ...DEMO_DIALECT, eventIds: "run" }) });
}
