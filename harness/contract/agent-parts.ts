import type { ContractData } from "./contract.ts";
import type { SpanOptions } from "./define-contract.ts";
import { AGENT_ERROR, COMPLETED, EXECUTING, STARTED, THINKING, TOOL_DONE } from "./event-types.ts";

/** A tool call: from its start to its result, by call id. What a result repeats of its call is each server's own. */
export const TOOL_SPAN: SpanOptions = {
  open: EXECUTING,
  close: TOOL_DONE,
  id: "call_id",
  label: "tool_name",
};

/** Payload fields that every server of the default dialect sends. */
export const AGENT_FIELDS: ContractData["fields"] = {
  [STARTED]: { agent_name: "text" },
  [THINKING]: { reasoning: "text" },
  [EXECUTING]: { tool_name: "text" },
  [TOOL_DONE]: { tool_name: "text" },
  [COMPLETED]: { final_response: "text" },
};

export const AGENT_TERMINAL = { success: [COMPLETED], error: [AGENT_ERROR] } as const;
