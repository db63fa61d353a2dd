import type { Contract } from "../contract/contract.ts";
import { EXECUTING, TOOL_DONE } from "../contract/event-types.ts";
import { fiveEvents } from "../contract/five-events.ts";
import type { JsonOptions } from "../dialects/json.ts";

/** What the reference server promises: everything, always. So nothing of it may be missing. */
export const DEMO_DIALECT: JsonOptions = {
  provides: {
    welcome: "always",
    acceptance: "always",
    user: "always",
    thread: "always",
    eventId: "always",
    seq: "always",
    timestamp: "always",
  },
  eventIds: "global",
};

/** What a contract with the reference server demands: every optional part, which a third-party server may do without. */
export const DEMANDED = {
  envelope: ["user", "thread", "id", "seq", "timestamp"],
  fields: {
    [EXECUTING]: { tool_name: "text", call_id: "text", parameters: "object" },
    [TOOL_DONE]: { tool_name: "text", call_id: "text", result: "object" },
  },
  echo: "required",
  echoes: [{ open: "parameters.query", close: "result.query" }],
  fanout: "all",
  maxErrored: 0,
  maxClockSkew: "1m",
} as const;

/** The demo's contract: the five events, and limits that a loaded laptop keeps. */
export function demoContract(): Contract {
  return fiveEvents({
    ...DEMANDED,
    deadlines: { accepted: "2s", first: "2s", gap: "2s", total: "10s" },
  });
}
