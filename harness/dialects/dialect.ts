import type { AgentEvent, FrameKind } from "../history/op.ts";
import type { DialectDescription } from "../history/header.ts";

/** How a server speaks: both halves, pure. Text in, data out; it opens nothing and remembers nothing. */
export interface Dialect {
  readonly description: DialectDescription;
  /** The server asks for no token: none is minted, and users go by their id alone. */
  readonly anonymous?: boolean;
  /** Address, headers, subprotocols and first frames of a connection. `base` is the target's address. */
  connect(identity: Identity, base: string): Handshake;
  /** Messages that start a run. */
  start(intent: RunIntent): readonly string[];
  /** Messages that cancel a run; empty: this server has no cancel. */
  cancel(intent: RunIntent): readonly string[];
  /** What a text message says: at least one thing, `unknown` or `malformed` at worst. Never throws. */
  receive(text: string): readonly Message[];
}

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
}

export interface RunIntent {
  readonly user: Identity["user"];
  readonly run: { readonly id: string; readonly thread: string; readonly canary: string };
  /** The user's text, the canary at its head and at its end. */
  readonly prompt: string;
}

/** One thing that a message said. */
export type Message =
  | { readonly kind: "event"; readonly event: AgentEvent }
  | {
      readonly kind: Exclude<FrameKind, "binary" | "control-ping" | "control-pong">;
      readonly run?: string;
      readonly subject?: string;
      readonly session?: string;
      readonly announced?: number;
      readonly code?: string;
    };
