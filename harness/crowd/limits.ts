import { KEPT_LIMITS, type KeptLimits } from "./kept.ts";
import type { AgentOf } from "./wire.ts";

/** Bounds and manners of a crowd's sockets. Times are in milliseconds. */
export interface CrowdLimits {
  /** Handshakes under way at once. */
  readonly connectConcurrency: number;
  /** Connections opened a second; null: as fast as they go. */
  readonly connectRate: number | null;
  /** Until a handshake is answered, and again until the welcome where one is promised. */
  readonly handshakeTimeout: number;
  /** A larger message ends its connection with 1009. */
  readonly maxFrameBytes: number;
  /** Offer to receive and send compressed messages. */
  readonly compression: boolean;
  /** The way to the server, where it is not straight. */
  readonly agentOf?: AgentOf | undefined;
  /** Source address of a connection, by its number; undefined: the kernel's choice. */
  readonly sourceOf?: ((connection: number) => string | undefined) | undefined;
  /** Silence about a run after which it is given up. */
  readonly patience: number;
  /** Of a run that does not end. */
  readonly kept: KeptLimits;
  /** How long every socket is watched after the last terminal event. */
  readonly linger: number;
  /** After the linger, how long the server may take to close the sockets itself; 0: we close them. */
  readonly drain: number;
}

export const CROWD_LIMITS: Omit<CrowdLimits, "patience" | "linger"> = {
  connectConcurrency: 50,
  connectRate: null,
  handshakeTimeout: 10_000,
  maxFrameBytes: 16 * 1024 * 1024,
  compression: false,
  kept: KEPT_LIMITS,
  drain: 0,
};

/** How long a server may take to answer our close, before the socket is cut. */
export const CLOSE_TIMEOUT = 2_000;

/** The same when the execution was interrupted. */
export const ABORT_TIMEOUT = 500;
