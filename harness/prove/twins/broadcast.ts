import { NOTICE } from "../../../fixtures/reference-server/twins/broadcast.ts";
import { AGENT_ERROR, AGENT_EVENTS } from "../../contract/event-types.ts";
import { json } from "../../dialects/json.ts";
import { DEMO_DIALECT } from "../../run/demo.ts";
import { changed, contractOf, type Terms } from "../terms.ts";

export function broadcast(usual: Terms): Terms {
  return changed(usual, {
    contract: contractOf({ mode: "five-events" }, { broadcasts: [NOTICE] }),
    dialect: json({ ...DEMO_DIALECT, events: [...AGENT_EVENTS, AGENT_ERROR, NOTICE] }),
  });
}
