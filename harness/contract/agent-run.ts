import { AGENT_FIELDS, AGENT_TERMINAL, TOOL_SPAN } from "./agent-parts.ts";
import type { Contract, SpanRule } from "./contract.ts";
import { type ContractTerms, defineContract } from "./define-contract.ts";
import { AGENT_DELTA, COMPLETED, STARTED, THINKING } from "./event-types.ts";
import { type Grammar, interleave, one, repeat, sequence, spans } from "./grammar.ts";
import { parseRange, type Range } from "./range.ts";
import { HarnessError } from "../errors/harness-error.ts";

export interface AgentRunOptions extends ContractTerms {
  /** How often the agent thinks aloud; `"0.."` by default. */
  readonly thinking?: Range;
  /** How many tools it calls, one after the other or in parallel; `"0.."` by default. */
  readonly tools?: Range;
  /** Event types of pieces of the answer, any number of each; `["agent_delta"]` by default. */
  readonly deltas?: readonly string[];
  /** What a tool's result repeats of its call, such as `{ open: "parameters.query", close: "result.query" }`; nothing by default. */
  readonly echoes?: SpanRule["echoes"];
}

/**
 * A freer agent run: started, then thinking, tool calls and pieces of the answer in any mixture, then
 * completed. Tool calls may overlap. `agent_error` may end a run at any point.
 *
 * @throws HarnessError `bad-config` that lists all that is wrong with the options
 */
export function agentRun(options: AgentRunOptions = {}): Contract {
  const {
    thinking = "0..",
    tools = "0..",
    deltas = [AGENT_DELTA],
    echoes = [],
    ...terms
  } = options;
  const thoughts = rangeOf("thinking", thinking);
  const calls = rangeOf("tools", tools);
  const work: readonly Grammar[] = [
    repeat(one(THINKING), thoughts.min, thoughts.max),
    spans("tool", calls.min, calls.max),
    ...deltas.map((type) => repeat(one(type))),
  ];
  return defineContract({
    ...terms,
    name: "agent-run",
    grammar: sequence(one(STARTED), interleave(...work), one(COMPLETED)),
    spans: { tool: { ...TOOL_SPAN, echoes } },
    terminal: AGENT_TERMINAL,
    fields: { ...AGENT_FIELDS, ...terms.fields },
  });
}

function rangeOf(name: string, range: Range) {
  const parsed = parseRange(range);
  if (parsed === null) {
    throw new HarnessError(
      "bad-config",
      `The contract "agent-run": ${name}: ${JSON.stringify(range)} is no range such as "0..", "1..3" or 2.`,
    );
  }
  return parsed;
}
