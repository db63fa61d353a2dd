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
} from "../../contract/ag-ui-types.ts";

/** An event as AG-UI spells it. */
export interface AgUiEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What each word of a line stands for, given what follows its colon. */
const WORDS: Readonly<Record<string, (id: string, more: string) => AgUiEvent>> = {
  run: () => ({ type: RUN_STARTED }),
  done: (runId) => ({ type: RUN_FINISHED, ...(runId === "" ? {} : { runId }) }),
  error: () => ({ type: RUN_ERROR, message: "failed" }),
  msg: (messageId) => ({ type: MESSAGE.start, messageId, role: "assistant" }),
  txt: (messageId, delta) => ({ type: MESSAGE.content, messageId, delta }),
  sent: (messageId) => ({ type: MESSAGE.end, messageId }),
  chunk: (messageId, delta) => ({ type: MESSAGE.chunk, messageId, role: "assistant", delta }),
  call: (toolCallId) => ({ type: TOOL.start, toolCallId, toolCallName: "search" }),
  args: (toolCallId, delta) => ({ type: TOOL.args, toolCallId, delta }),
  called: (toolCallId) => ({ type: TOOL.end, toolCallId }),
  result: (toolCallId, content) => {
    const messageId = `result of ${toolCallId}`;
    return { type: TOOL.result, messageId, toolCallId, content };
  },
  step: (stepName, owner) => ({ type: STEP.started, stepName, ...attributed(owner) }),
  stepped: (stepName, owner) => ({ type: STEP.finished, stepName, ...attributed(owner) }),
  think: (messageId) => ({ type: REASONING.start, messageId }),
  thought: (messageId) => ({ type: REASONING.end, messageId }),
  say: (messageId) => ({ type: REASONING_MESSAGE.start, messageId, role: "reasoning" }),
  saying: (messageId, delta) => ({ type: REASONING_MESSAGE.content, messageId, delta }),
  said: (messageId) => ({ type: REASONING_MESSAGE.end, messageId }),
  agent: (subagentRunId, parent) => ({
    type: SUBAGENT.started,
    subagentRunId,
    name: "helper",
    ...(parent === "" ? {} : { parentSubagentRunId: parent }),
  }),
  left: (subagentRunId) => ({ type: SUBAGENT.finished, subagentRunId }),
  fell: (subagentRunId) => ({ type: SUBAGENT.error, subagentRunId, message: "failed" }),
  snapshot: (id, content) => ({
    type: MESSAGES_SNAPSHOT,
    messages: [{ id, role: "assistant", content }],
  }),
  calls: (id, text) => ({
    type: MESSAGES_SNAPSHOT,
    messages: [
      {
        id: "message of calls",
        role: "assistant",
        toolCalls: [{ id, type: "function", function: { name: "search", arguments: text } }],
      },
    ],
  }),
};

/**
 * The events of a line such as `run msg:a txt:a=hello sent:a done`. A word that is none of ours is an
 * event type: `CUSTOM`, `NEWS`. `txt:a=hello#3` has the number 3.
 */
export function agUiEvents(line: string): readonly AgUiEvent[] {
  const words = line.split(" ").filter((word) => word !== "");
  return words.map((word) => {
    const [said = "", number] = word.split("#");
    const [, name = "", id = "", more = ""] = /^([^:]*):?([^=]*)=?(.*)$/.exec(said) ?? [];
    const event = WORDS[name]?.(id, more) ?? { type: said };
    return number === undefined ? event : { ...event, seq: Number(number) };
  });
}

/** Every word with every id that sequences are made of. Small, so that ids meet. */
export const AG_UI_WORDS: readonly string[] = [
  "run",
  "done",
  "error",
  "NEWS",
  ...AG_UI_ANYWHERE.filter((type) => type !== MESSAGES_SNAPSHOT && type !== TOOL.result),
  ...["a", "b"].flatMap((id) =>
    ["msg", "txt", "sent", "call", "args", "called", "result", "chunk", "step", "stepped"]
      .concat(["think", "thought", "say", "saying", "said", "agent", "left", "fell", "snapshot"])
      .map((word) => `${word}:${id}`),
  ),
  "step:a=a",
  "stepped:a=a",
  "step:a=b",
  "stepped:a=b",
  "agent:b=a",
  "agent:a=b",
  "agent:a=a",
];

function attributed(owner: string): object {
  return owner === "" ? {} : { subagentRunId: owner };
}
