type Payload = Readonly<Record<string, unknown>>;

/** Where a server of this kind puts what our contract asks for: the first counts at which something stands. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  agent_started: { agent_name: ["agent_name", "agent"] },
  agent_thinking: { reasoning: ["reasoning", "thought", "message"] },
  tool_executing: {
    tool_name: ["tool_name", "tool"],
    parameters: ["parameters", "tool_args", "args"],
  },
  tool_completed: { tool_name: ["tool_name", "tool"], result: ["result", "results", "message"] },
  agent_completed: { final_response: ["final_response", "response", "result", "message"] },
  agent_error: {
    code: ["code", "error_code", "error_type"],
    message: ["error_message", "error", "message", "fallback_reason", "reason"],
  },
};

/** Texts to the contract; a server may send an object in their place. */
const TEXTS: ReadonlySet<string> = new Set(["reasoning", "final_response"]);

/** The envelope, and what tells a second delivery from the first: none of it is payload. */
const ENVELOPE: ReadonlySet<string> = new Set([
  "type",
  "event",
  "run_id",
  "thread_id",
  "user_id",
  "request_id",
  "message_id",
  "timestamp",
  "critical",
  "attempt",
  "metadata",
  "data",
  "payload",
]);

/** One shape for all: the fields around the payload and those in it together, under the contract's names. */
export function payloadOf(type: string, message: Payload): Payload {
  const fields = { ...message, ...inner(message["payload"]), ...inner(message["data"]) };
  const named: [string, unknown][] = [];
  const taken = new Set(ENVELOPE);
  const wanted = Object.hasOwn(FIELDS, type) ? (FIELDS[type] ?? {}) : {};
  for (const [ours, theirs] of Object.entries(wanted)) {
    const source = theirs.find((field) => isSaid(fields[field]));
    if (source === undefined) continue;
    taken.add(source);
    named.push([ours, TEXTS.has(ours) ? asText(fields[source]) : fields[source]]);
  }
  const rest = Object.entries(fields).filter(([field]) => !taken.has(field));
  return Object.fromEntries([...rest, ...named]);
}

function inner(value: unknown): Payload {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Payload)
    : {};
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

function asText(value: unknown): unknown {
  return typeof value === "object" ? JSON.stringify(value) : value;
}
