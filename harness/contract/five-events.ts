import { AGENT_FIELDS, AGENT_TERMINAL, TOOL_SPAN } from "./agent-parts.ts";
import type { Contract, SpanRule } from "./contract.ts";
import { type ContractTerms, defineContract } from "./define-contract.ts";
import { AGENT_EVENTS } from "./event-types.ts";
import { one, sequence } from "./grammar.ts";

export interface FiveEventsOptions extends ContractTerms {
  /** What the tool's result repeats of its call, such as `{ open: "parameters.query", close: "result.query" }`; nothing by default. */
  readonly echoes?: SpanRule["echoes"];
}

/**
 * The default contract: exactly the five events, each once, in their order.
 *
 * `agent_error` may end a run at any point. `fields` are added to those that the default dialect demands.
 *
 * @throws HarnessError `bad-config` that lists all that is wrong with the options
 */
export function fiveEvents({ echoes = [], ...options }: FiveEventsOptions = {}): Contract {
  return defineContract({
    ...options,
    name: "five-events",
    grammar: sequence(...AGENT_EVENTS.map(one)),
    spans: { tool: { ...TOOL_SPAN, echoes } },
    terminal: AGENT_TERMINAL,
    fields: { ...AGENT_FIELDS, ...options.fields },
  });
}
