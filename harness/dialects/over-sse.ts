import { HarnessError } from "../errors/harness-error.ts";
import type { Answered } from "../history/witness.ts";
import type { Dialect, HttpCall, Message, Opening, Outgoing } from "./dialect.ts";
import type { EventStreamText } from "./event-stream.ts";
import { NO_JSON, parse } from "./json-text.ts";

export interface OverSseOptions {
  /** A request that says whether a token is good, and starts nothing. */
  readonly opening?: Opening | undefined;
  /** The messages in a text of server-sent events. */
  readonly read: (text: string) => EventStreamText;
}

/** A code of ours: the request was granted, and answered with what is no stream. */
const NO_STREAM = "not-an-event-stream";

/**
 * A dialect over server-sent events: what it would send on a socket is posted to the address of the connection, as
 * JSON, and each event of the answer is a message. One that names no run is of the run whose request it answers.
 * `connect` throws `bad-config` where the token stands in a first message.
 */
export function overSse(base: Dialect, { opening, read }: OverSseOptions): Dialect {
  return {
    ...base,
    transport: "sse",
    connect(identity, address) {
      const handshake = base.connect(identity, address);
      if (handshake.login.length > 0) {
        throw new HarnessError(
          "bad-config",
          "An event stream takes no first messages: send the token in a header.",
        );
      }
      const http = {
        base: handshake.url.replace(/^ws/, "http"),
        headers: handshake.http?.headers ?? handshake.headers,
        ...(opening !== undefined && { opening }),
      };
      return { ...handshake, http };
    },
    start: (intent) => base.start(intent).map((one) => posted(one, intent.run.id, "start")),
    cancel: (intent) => base.cancel(intent).map((one) => posted(one, intent.run.id, "cancel")),
    receive: (text, answered) => streamed(base, read, text, answered),
  };
}

function posted(message: Outgoing, run: string, action: HttpCall["action"]): HttpCall {
  if (typeof message !== "string") {
    return { ...message, headers: { accept: "text/event-stream", ...message.headers } };
  }
  const headers = { "content-type": "application/json", accept: "text/event-stream" };
  return { method: "POST", url: "", headers, body: message, run, action };
}

function streamed(
  base: Dialect,
  read: OverSseOptions["read"],
  text: string,
  answered?: Answered,
): readonly Message[] {
  if (answered?.part === "head") return [{ kind: "accepted", run: answered.run }];
  if (answered !== undefined && answered.part === undefined) {
    const granted = answered.status >= 200 && answered.status < 300;
    if (!granted || answered.action === "cancel") return base.receive(text, answered);
    return [{ kind: "error", run: answered.run, code: NO_STREAM }];
  }
  const { events, cutOff } = read(text);
  const messages = events
    .flatMap((data) => (isOneText(data) ? base.receive(data) : [{ kind: "malformed" } as const]))
    .map((message) => (answered === undefined ? message : ofRun(message, answered.run)));
  if (cutOff) messages.push({ kind: "malformed" });
  if (messages.length > 0) return messages;
  // A comment keeps the connection alive.
  return [{ kind: text.startsWith(":") ? "pong" : "unknown" }];
}

/** Several lines of data are one text: whoever takes each for a message forgives a server what no client does. */
function isOneText(data: string): boolean {
  return !data.includes("\n") || parse(data) !== NO_JSON;
}

/** What stands in the answer to a request and names no run is of the run that was asked for. */
function ofRun(message: Message, run: string): Message {
  if (message.kind === "event") {
    if (message.event.run !== null) return message;
    return { ...message, event: { ...message.event, run } };
  }
  return message.run === undefined && message.kind === "error" ? { ...message, run } : message;
}
