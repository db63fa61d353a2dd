/** The five events of an agent run, in their order: the one place where their names stand. */
export const AGENT_EVENTS = [
  "agent_started",
  "agent_thinking",
  "tool_executing",
  "tool_completed",
  "agent_completed",
] as const;

export const [STARTED, THINKING, EXECUTING, TOOL_DONE, COMPLETED] = AGENT_EVENTS;

/** The terminal event of a run that failed. */
export const AGENT_ERROR = "agent_error";

/** A piece of an answer that is streamed. */
export const AGENT_DELTA = "agent_delta";
