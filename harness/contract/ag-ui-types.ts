/** Event types of AG-UI (`EventType` of `@ag-ui/core` 1.0): the one place where their names stand. */
export const RUN_STARTED = "RUN_STARTED";
export const RUN_FINISHED = "RUN_FINISHED";
export const RUN_ERROR = "RUN_ERROR";

export const MESSAGE = {
  start: "TEXT_MESSAGE_START",
  content: "TEXT_MESSAGE_CONTENT",
  end: "TEXT_MESSAGE_END",
  chunk: "TEXT_MESSAGE_CHUNK",
} as const;

export const TOOL = {
  start: "TOOL_CALL_START",
  args: "TOOL_CALL_ARGS",
  end: "TOOL_CALL_END",
  chunk: "TOOL_CALL_CHUNK",
  result: "TOOL_CALL_RESULT",
} as const;

export const STEP = { started: "STEP_STARTED", finished: "STEP_FINISHED" } as const;

/** A stretch of reasoning, and the messages in it: two kinds of span, which may share an id. */
export const REASONING = { start: "REASONING_START", end: "REASONING_END" } as const;

export const REASONING_MESSAGE = {
  start: "REASONING_MESSAGE_START",
  content: "REASONING_MESSAGE_CONTENT",
  end: "REASONING_MESSAGE_END",
  chunk: "REASONING_MESSAGE_CHUNK",
} as const;

export const SUBAGENT = {
  started: "SUBAGENT_STARTED",
  finished: "SUBAGENT_FINISHED",
  error: "SUBAGENT_ERROR",
} as const;

export const MESSAGES_SNAPSHOT = "MESSAGES_SNAPSHOT";

/** What may come at any point of a run, as often as it likes. */
export const AG_UI_ANYWHERE = [
  MESSAGE.chunk,
  TOOL.chunk,
  REASONING_MESSAGE.chunk,
  TOOL.result,
  "REASONING_ENCRYPTED_VALUE",
  "STATE_SNAPSHOT",
  "STATE_DELTA",
  MESSAGES_SNAPSHOT,
  "ACTIVITY_SNAPSHOT",
  "ACTIVITY_DELTA",
  "RAW",
  "CUSTOM",
] as const;
