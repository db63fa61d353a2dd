import { json } from "../../dialects/json.ts";
import { changed, contractOf, type Terms } from "../terms.ts";

export function bare(usual: Terms): Terms {
  const said = ["user", "thread", "timestamp"] as const;
  return changed(usual, {
    contract: contractOf({ mode: "five-events" }, { envelope: said }),
    dialect: json({ provides: Object.fromEntries(said.map((name) => [name, "always"])) }),
    // Nobody says who we are.
    claims: { identity: "watched" },
  });
}
