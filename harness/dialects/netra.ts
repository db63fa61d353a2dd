import { Buffer } from "node:buffer";
import type { Dialect, Message } from "./dialect.ts";
import { json } from "./json.ts";
import { payloadOf } from "./netra-payload.ts";

export interface NetraOptions {
  /** Where the token goes: the `Authorization` header by default, or the subprotocols that a browser can set. */
  readonly auth?: "header" | "subprotocol";
  /** What a run is asked for with; `agent_request` by default. */
  readonly start?: "agent_request" | "user_message";
}

/**
 * Agent servers of the Netra kind: seven envelopes, field names that differ from event to event, ids of the
 * server's own. See the page in the docs for what the missing numbers and ids cost.
 *
 * An example of a dialect of one's own: it uses nothing that the package does not export.
 */
export function netra(options: NetraOptions = {}): Dialect {
  checkOptions(options);
  const { auth = "header", start = "agent_request" } = options;
  const base = json({
    connect: ({ token }) => (token === null ? {} : credentials(token, auth)),
    auth: "none",
    start: (intent) => ({ type: start, payload: request(start, intent) }),
    cancel: () => undefined,
    receive: {
      type: ["type", "event"],
      envelope: ["data", "events", "payload"],
      // A thread is fresh for each run, so it names the run where nothing better does.
      run: inAny("run_id", "thread_id"),
      thread: inAny("thread_id"),
      user: inAny("user_id"),
      session: inAny("session_id", "connection_id"),
      code: inAny("error_code", "code"),
      data: ".",
      id: [],
      seq: [],
      types: {
        agent_error: ["agent_error", "agent_failed", "agent_fallback"],
        error: ["error", "error_message", "authentication_error"],
        ping: ["ping", "heartbeat"],
        pong: ["pong", "heartbeat_ack"],
      },
    },
    pong: ({ type }) => ({ type: type === "heartbeat" ? "heartbeat_ack" : "pong" }),
    provides: { welcome: "always", eventId: "never", seq: "never" },
    runIds: "server",
  });
  return {
    ...base,
    description: { ...base.description, name: "netra" },
    anonymous: false,
    receive: (text, answered) => base.receive(text, answered).map(tidy),
  };
}

/** A typo would else be a silent default. */
function checkOptions(options: NetraOptions): void {
  const allowed: Readonly<Record<string, readonly unknown[]>> = {
    auth: ["header", "subprotocol", undefined],
    start: ["agent_request", "user_message", undefined],
  };
  for (const [name, value] of Object.entries(options)) {
    if (allowed[name]?.includes(value) === true) continue;
    throw new TypeError(
      'netra({ … }) takes auth: "header" or "subprotocol", and start: "agent_request" or "user_message".',
    );
  }
}

function credentials(token: string, auth: NonNullable<NetraOptions["auth"]>) {
  return auth === "header"
    ? { headers: { authorization: `Bearer ${token}` } }
    : { protocols: ["jwt-auth", `jwt.${Buffer.from(token).toString("base64url")}`] };
}

function request(
  start: NonNullable<NetraOptions["start"]>,
  { run, thread, prompt }: { run: { id: string }; thread: string; prompt: string },
): object {
  const ids = { thread_id: thread, run_id: run.id, request_id: run.id };
  return start === "agent_request"
    ? { message: prompt, user_request: prompt, ...ids }
    : { content: prompt, references: [], ...ids };
}

/** These fields, in the message or in one of the two places where it keeps its payload. */
function inAny(...fields: readonly string[]): readonly string[] {
  return fields.flatMap((field) => [field, `payload.${field}`, `data.${field}`]);
}

function tidy(message: Message): Message {
  if (message.kind !== "event") return message;
  const { event } = message;
  return { ...message, event: { ...event, data: payloadOf(event.type, event.data) } };
}
