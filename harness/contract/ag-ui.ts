import {
  AG_UI_ANYWHERE,
  MESSAGE,
  MESSAGES_SNAPSHOT,
  REASONING,
  REASONING_MESSAGE,
  RUN_ERROR,
  RUN_FINISHED,
  RUN_STARTED,
  STEP,
  SUBAGENT,
  TOOL,
} from "./ag-ui-types.ts";
import type { Contract, ContractData, Retelling } from "./contract.ts";
import { type ContractTerms, defineContract, type SpanOptions } from "./define-contract.ts";
import {
  type Grammar,
  interleave,
  one,
  oneOf,
  optional,
  others,
  repeat,
  sequence,
  spans,
} from "./grammar.ts";

export interface AgUiOptions extends ContractTerms {
  /** Also rejects what AG-UI's own client lets through; false by default. */
  readonly strict?: boolean;
}

type Spans = Readonly<Record<string, SpanOptions>>;

/** As the verifier of AG-UI's client has it: ids are told apart by kind, and may open again. */
const LAX = {
  message: {
    open: MESSAGE.start,
    close: MESSAGE.end,
    inside: [MESSAGE.content],
    id: "messageId",
    delta: "delta",
    reopens: true,
  },
  tool: {
    open: TOOL.start,
    close: TOOL.end,
    inside: [TOOL.args],
    id: "toolCallId",
    delta: "delta",
    reopens: true,
  },
  step: {
    open: STEP.started,
    close: STEP.finished,
    id: "stepName",
    scope: ["subagentRunId"],
    reopens: true,
  },
  reasoning: {
    open: REASONING.start,
    close: REASONING.end,
    id: "messageId",
    reopens: true,
  },
  reasoningMessage: {
    open: REASONING_MESSAGE.start,
    close: REASONING_MESSAGE.end,
    inside: [REASONING_MESSAGE.content],
    id: "messageId",
    delta: "delta",
    reopens: true,
  },
  subagent: {
    open: SUBAGENT.started,
    close: SUBAGENT.finished,
    otherCloses: [SUBAGENT.error],
    id: "subagentRunId",
    refers: [{ field: "parentSubagentRunId", span: "subagent" }],
  },
} as const satisfies Spans;

const STRICT = {
  ...LAX,
  message: {
    ...LAX.message,
    reopens: false,
    loose: [MESSAGE.chunk],
    retold: [snapshot("assistant", "developer", "system", "user")],
  },
  tool: {
    ...LAX.tool,
    reopens: false,
    loose: [TOOL.chunk],
    follow: [TOOL.result],
    joins: "json",
    retold: [
      {
        type: MESSAGES_SNAPSHOT,
        items: "messages.toolCalls",
        id: "id",
        text: "function.arguments",
      },
    ],
  },
  reasoning: { ...LAX.reasoning, reopens: false },
  reasoningMessage: {
    ...LAX.reasoningMessage,
    reopens: false,
    loose: [REASONING_MESSAGE.chunk],
    retold: [snapshot("reasoning")],
  },
} as const satisfies Spans;

/** What the strict contract demands of payloads: the ids, and the pieces. */
const FIELDS: ContractData["fields"] = {
  [MESSAGE.start]: { messageId: "text" },
  [MESSAGE.content]: { messageId: "text", delta: "string" },
  [MESSAGE.end]: { messageId: "text" },
  [TOOL.start]: { toolCallId: "text", toolCallName: "text" },
  [TOOL.args]: { toolCallId: "text", delta: "string" },
  [TOOL.end]: { toolCallId: "text" },
  [TOOL.result]: { toolCallId: "text", content: "present" },
  [STEP.started]: { stepName: "text" },
  [STEP.finished]: { stepName: "text" },
};

/**
 * A run of AG-UI 1.0. Payloads are the events as AG-UI spells them: `messageId`, `toolCallId`, `stepName` …
 *
 * By default it accepts and rejects the sequences that the verifier of AG-UI's client does. `strict` adds:
 * no event of an unknown type and none after the end, an id names one message or tool call, a result
 * belongs to a call that has ended and comes once, arguments join to JSON, and a snapshot repeats the
 * text that was streamed. Not judged: which subagent an event is attributed to, but for steps.
 *
 * @throws HarnessError `bad-config` that lists all that is wrong with the options
 */
export function agUi({ strict = false, ...terms }: AgUiOptions = {}): Contract {
  const rules = strict ? STRICT : LAX;
  const work = [
    ...Object.keys(rules).map((name) => spans(name)),
    repeat(oneOf(...AG_UI_ANYWHERE.map(one))),
  ];
  return defineContract({
    ...terms,
    name: strict ? "ag-ui-strict" : "ag-ui",
    grammar: strict
      ? whole(work)
      : sequence(whole([...work, repeat(others())]), optional(one(RUN_ERROR))),
    spans: rules,
    terminal: { success: [RUN_FINISHED], error: [RUN_ERROR] },
    fields: { ...(strict ? FIELDS : {}), ...terms.fields },
  });
}

function whole(work: readonly Grammar[]): Grammar {
  return sequence(one(RUN_STARTED), interleave(...work), one(RUN_FINISHED));
}

function snapshot(...roles: readonly string[]): Retelling {
  const where = { path: "role", is: roles };
  return { type: MESSAGES_SNAPSHOT, items: "messages", id: "id", text: "content", where };
}
