import type { Agent, IncomingMessage } from "node:http";
import type { Handshake, HttpCall } from "../dialects/dialect.ts";
import type { Role } from "../history/op.ts";
import type { Answered } from "../history/witness.ts";

/** Told once whether a message was written. */
export type Done = (error?: Error | null) => void;

/**
 * What carries a connection. It opens once, by itself, and tells its owner all that it sees: it never
 * reconnects, retries or follows a redirect, and takes no message beyond the limit.
 */
export interface Wire {
  readonly isOpen: boolean;
  /** Whether anybody accepted the TCP connection. */
  readonly reached: boolean;
  send(message: string, done: Done): void;
  /** Absent: a request goes beside the wire, and its answer is one message. */
  request?(call: HttpCall, done: Done): void;
  /** Asks for a sign of life. */
  ping(): void;
  close(code: number): void;
  /** Ends it at once. */
  terminate(): void;
}

/**
 * Who is told what happens on a wire. Bytes that he receives may be overwritten once he returns: what he keeps
 * of them he copies.
 */
export interface WireOwner {
  /** Status line and headers of the answer with which it opens, to be kept. */
  upgrading(head: Buffer, status: number): void;
  opened(): void;
  /** An answer with which it does not open has begun. */
  answering(): void;
  rejected(response: IncomingMessage, body: Buffer): void;
  errored(error: Error): void;
  received(data: Buffer, binary: boolean, answered?: Answered): void;
  beat(kind: "ping" | "pong", data: Buffer): void;
  ended(code: number, reason: Buffer): void;
}

/** What a request to an address goes through (a proxy, authorities of one's own); undefined: nothing special. */
export type AgentOf = (address: string) => Agent | undefined;

/** How a wire is opened, beyond where to. */
export interface WireOptions {
  /** A larger message ends the connection with 1009. */
  readonly maxFrameBytes: number;
  /** Offer compressed messages. */
  readonly compression: boolean;
  readonly agentOf?: AgentOf | undefined;
  /** Address of ours that it comes from; undefined: the kernel's choice. */
  readonly source?: string | undefined;
}

/** Begins to open what carries a connection. @throws when it cannot be asked for at all */
export type OpenWire = (
  owner: WireOwner,
  handshake: Handshake,
  options: WireOptions,
  role: Role,
) => Wire;
