import type { DialectDescription } from "../history/header.ts";
import type { AgentEvent, FrameKind } from "../history/op.ts";
import type { Answered } from "../history/witness.ts";

/** How a server speaks: both halves, pure. Text in, data out; it opens nothing and remembers nothing. */
export interface Dialect {
  readonly description: DialectDescription;
  /** What carries a connection; `websocket` by default. */
  readonly transport?: Transport;
  /** The server asks for no token: none is minted, and users go by their id alone. */
  readonly anonymous?: boolean;
  /** `utf8`: a binary message of well-formed UTF-8 is read like a text. Without it, binary messages say nothing. */
  readonly binary?: "utf8";
  /** Address, headers, subprotocols and first frames of a connection. `base` is the target's address. */
  connect(identity: Identity, base: string): Handshake;
  /** Messages, or HTTP requests, that start a run. */
  start(intent: RunIntent): readonly Outgoing[];
  /** Those that cancel a run; empty: this server has no cancel. */
  cancel(intent: RunIntent): readonly Outgoing[];
  /**
   * What a text message says: at least one thing, `unknown` or `malformed` at worst. Never throws.
   * `answered`: the text is the body of the answer to this HTTP request of ours.
   */
  receive(text: string, answered?: Answered): readonly Message[];
}

/**
 * `websocket`: one socket a connection. `sse`: runs start by requests alone, and the answer to each is a
 * stream of server-sent events; `receive` is given each event as its lines, up to the blank one.
 * `socket.io`: Socket.IO's own client, from an optional package. The dialect is as over WebSocket, and says and
 * hears packets as texts; those with which the client joins and stays in touch it sends itself.
 */
export type Transport = "websocket" | "sse" | "socket.io";

export type { Answered };

/** Who connects. The token is a secret: it goes into the handshake and nowhere else. */
export interface Identity {
  readonly user: { readonly id: string; readonly name: string };
  readonly token: string | null;
}

export interface Handshake {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly protocols: readonly string[];
  /** Messages to send as soon as the socket is open, such as a login. */
  readonly login: readonly string[];
  /** Where this user's HTTP requests go, and what they carry; none: the dialect makes no requests. */
  readonly http?: HttpPlace;
}

export interface HttpPlace {
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * With `sse`: the request that opens a connection, and starts nothing. Where it is given, 2xx opens and all
   * else refuses. By default a `GET` to `base`, where every answer opens that does not turn the caller away.
   */
  readonly opening?: Opening;
}

export interface Opening {
  readonly method: string;
  readonly url: string;
  readonly body?: string;
}

/** A text for the socket, or a request beside it. */
export type Outgoing = string | HttpCall;

/** A request that starts or cancels a run, made with the handshake's `http`. Its answer is handed to `receive`. */
export interface HttpCall {
  readonly method: string;
  /** Resolved against the base of the handshake's `http`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly run: string;
  readonly action: Answered["action"];
}

export interface RunIntent {
  readonly user: Identity["user"];
  readonly run: { readonly id: string; readonly thread: string; readonly canary: string };
  /** The user's text, the canary at its head and at its end. */
  readonly prompt: string;
}

/** One thing that a message said. `alias`: the server's own id of the run, beside ours. */
export type Message =
  | { readonly kind: "event"; readonly event: AgentEvent; readonly alias?: string }
  | {
      readonly kind: Exclude<FrameKind, "binary" | "control-ping" | "control-pong">;
      readonly run?: string;
      readonly alias?: string;
      readonly subject?: string;
      readonly session?: string;
      readonly announced?: number;
      readonly code?: string;
      /** What a `ping` is answered with, when it is not `{"type":"pong"}`. */
      readonly reply?: string;
    };
