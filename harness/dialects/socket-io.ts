import type { Dialect, Message, Outgoing } from "./dialect.ts";
import { json, type JsonOptions } from "./json.ts";
import { type Packet, readPacket, writePacket } from "./socket-io-packet.ts";

export interface SocketIoOptions extends Omit<JsonOptions, "auth" | "pong" | "binary"> {
  /** Where the token goes; by default into the `auth` of the client's handshake, as `{ token }`. */
  readonly auth?: JsonOptions["auth"] | { readonly handshake: (token: string) => object };
  /** `/` by default. */
  readonly namespace?: string;
  /** Speak through Socket.IO's own client (the package socket.io-client, 4.8 or later), instead of without it. */
  readonly client?: boolean;
  /** Path of the server's endpoint, `/socket.io/` by default. */
  readonly path?: string;
}

/**
 * Servers of Socket.IO 3 and later, over WebSocket alone. A run starts by `["name", …arguments]`. What is
 * received is the first argument of an event, with the event's name as its `event`; `receive` maps that.
 *
 * The protocol is spoken here and not by Socket.IO's own client, which would reconnect, buffer and decode:
 * so each byte is seen as it came, and a lost connection stays lost.
 */
export function socketIo(options: SocketIoOptions = {}): Dialect {
  const { auth, namespace = "/", path = "/socket.io/", client, ...rest } = options;
  const handshake = auth === undefined ? { handshake: plainToken } : auth;
  const credentials =
    typeof handshake === "object" && "handshake" in handshake ? handshake.handshake : null;
  const inner = json({
    start: ({ run, thread, prompt }) => [
      "user_message",
      { run_id: run.id, thread_id: thread, payload: { content: prompt } },
    ],
    cancel: ({ run }) => ["cancel", { run_id: run.id }],
    ...rest,
    auth: credentials === null ? (handshake as NonNullable<JsonOptions["auth"]>) : "none",
    receive: { type: ["type", "event"], ...rest.receive },
    provides: { welcome: "always", ...rest.provides },
  });
  const wrap = (message: Outgoing): Outgoing =>
    typeof message === "string" ? writePacket("event", namespace, message) : message;

  return {
    ...inner,
    description: { ...inner.description, name: "socket.io" },
    ...(client === true && { transport: "socket.io" }),
    anonymous: auth === "none",
    connect(identity, base) {
      const given = inner.connect(identity, base);
      const { token } = identity;
      const shown =
        credentials === null || token === null ? "" : JSON.stringify(credentials(token));
      const connected = writePacket("connect", namespace, shown);
      return { ...given, url: endpoint(given.url, path), login: [connected, ...given.login] };
    },
    start: (intent) => inner.start(intent).map(wrap),
    cancel: (intent) => inner.cancel(intent).map(wrap),
    receive(text, answered) {
      if (answered !== undefined) return inner.receive(text, answered);
      return understood(readPacket(text, namespace), inner);
    },
  };
}

function plainToken(token: string): object {
  return { token };
}

function endpoint(base: string, path: string): string {
  const url = new URL(path, base);
  for (const [name, value] of new URL(base).searchParams) url.searchParams.append(name, value);
  url.searchParams.set("EIO", "4");
  url.searchParams.set("transport", "websocket");
  return url.toString();
}

function understood(packet: Packet, inner: Dialect): readonly Message[] {
  switch (packet.is) {
    case "ping":
      return [{ kind: "ping", reply: "3" }];
    case "pong":
      return [{ kind: "pong" }];
    case "connected":
      return [{ kind: "welcome", ...named("session", packet.fields, "sid") }];
    case "refused":
      return [{ kind: "error", ...named("code", packet.fields, "message") }];
    case "event":
      return inner.receive(spelt(packet));
    case "other":
      return [{ kind: "unknown" }];
    default:
      return [{ kind: "malformed" }];
  }
}

/** The event as the message that `json` reads; what cannot be written again is too deep for it, too. */
function spelt({ name, args }: Extract<Packet, { is: "event" }>): string {
  const [first] = args;
  const plain = typeof first === "object" && first !== null && !Array.isArray(first);
  try {
    return JSON.stringify({ event: name, ...(plain ? first : { args }) });
  } catch {
    return "";
  }
}

function named<K extends "session" | "code">(
  key: K,
  text: string,
  field: string,
): { readonly [Key in K]?: string } {
  try {
    const fields: unknown = JSON.parse(text);
    const value = (fields as Readonly<Record<string, unknown>> | null)?.[field];
    return (typeof value === "string" ? { [key]: value } : {}) as { readonly [Key in K]?: string };
  } catch {
    return {};
  }
}
