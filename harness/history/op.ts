/**
 * An op is one thing that happened on one connection. The recorder stamps it; checkers read nothing else.
 *
 * Times are milliseconds since the execution began, from a monotonic clock, with fractions.
 */
export type Op =
  | OpenOp
  | CloseOp
  | SendOp
  | EventOp
  | FrameOp
  | FaultOp
  | TickOp
  | HealthOp
  | EndOp;

export type OpType = Op["type"];

export interface Stamp {
  /** Position in the history: 0, 1, 2 … without a hole. A hole is damage. */
  readonly index: number;
  readonly time: number;
}

/** An op before the recorder has stamped it. */
export type Unstamped<O extends Op = Op> = O extends Op ? Omit<O, keyof Stamp> : never;

export type Role = "user" | "sentinel" | "probe";

interface OnConnection extends Stamp {
  readonly connection: number;
  /** The simulated user that holds the connection; null for a probe. */
  readonly user: string | null;
}

/** What the recorder saw in the full bytes before it redacted and truncated them. Absent means nothing. */
export interface Sightings {
  /** Canaries in any byte, in any encoding searched, each once, as plain lower-case text. */
  readonly canaries?: readonly string[];
  /** Users whose token stood in the bytes. */
  readonly tokens?: readonly string[];
}

/** The answer to a handshake. */
export interface OpenOp extends OnConnection, Sightings {
  readonly type: "open";
  readonly role: Role;
  /** `open`: upgraded. `rejected`: an HTTP answer other than 101. `failed`: no answer at all. */
  readonly outcome: "open" | "rejected" | "failed";
  /** HTTP status of the answer; null when there was none. */
  readonly status: number | null;
  /** Why it did not open: an error code such as ECONNREFUSED, or the head of the rejection body. */
  readonly reason: string | null;
  /** Milliseconds from when it was begun to the answer, or to when it was given up. */
  readonly took: number;
  /** Which bad credentials a probe presented: `missing`, `malformed`, `bad-signature`, `alg-none`, `expired`. */
  readonly probe?: string;
}

export interface CloseOp extends OnConnection, Sightings {
  readonly type: "close";
  /** RFC 6455 close code; 1006 when the transport ended without one. */
  readonly code: number;
  readonly reason: string;
  /** Who closed: we did, the server did with a close frame, or the transport just ended. */
  readonly by: "harness" | "server" | "network";
  /**
   * Messages and bytes that the crowd counted by itself: they must agree with the ops of this connection,
   * its `event` and `frame` ops without a `part`, and without control frames.
   */
  readonly frames: number;
  readonly bytes: number;
}

export interface SendOp extends OnConnection {
  readonly type: "send";
  readonly action: "start" | "cancel" | "login" | "ping";
  readonly run: string | null;
  readonly thread: string | null;
  readonly canary: string | null;
  /** When the plan wanted it, on the same clock as `time`. */
  readonly scheduled: number;
  /** `ok`: handed to an open socket. `fail`: certainly not sent. `info`: nobody knows (follows an `ok` of the same run). */
  readonly outcome: "ok" | "info" | "fail";
}

/** A message that the dialect took as an event of a run. */
export interface EventOp extends OnConnection, Sightings {
  readonly type: "event";
  readonly bytes: number;
  /** 1, 2 … for the further ops of a message that held several; absent on its first. */
  readonly part?: number;
  readonly event: AgentEvent;
  /** The server's own id of the run, in a message that repeats ours: the proof that both are one. */
  readonly alias?: string;
  /** True when `event.data` was cut to fit: absence of a text proves nothing then. */
  readonly truncated?: true;
}

/** An event of a run, normalised by the dialect. What the server did not say is null. */
export interface AgentEvent {
  readonly type: string;
  readonly run: string | null;
  readonly thread: string | null;
  readonly user: string | null;
  readonly id: string | null;
  readonly seq: number | null;
  /** Server time, milliseconds since the epoch. */
  readonly at: number | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a message that is not an event was taken for. */
export type FrameKind =
  | "welcome"
  | "accepted"
  | "cancelled"
  | "gap"
  | "error"
  | "ping"
  | "pong"
  | "unknown"
  | "binary"
  | "malformed"
  | "control-ping"
  | "control-pong";

export interface FrameOp extends OnConnection, Sightings {
  readonly type: "frame";
  readonly kind: FrameKind;
  readonly bytes: number;
  readonly part?: number;
  /** The run it speaks of, for `accepted`, `cancelled`, `gap`, `error`. */
  readonly run: string | null;
  /** The server's own id of that run, in a message that repeats ours. */
  readonly alias?: string;
  /** The user the server takes this connection for, in a `welcome`. */
  readonly subject: string | null;
  readonly session: string | null;
  /** How many events the server announced, in an `accepted`. */
  readonly announced: number | null;
  /** The server's error code, in an `error`. */
  readonly code: string | null;
  /** The head of the message, redacted and escaped to printable text, at most 512 characters. */
  readonly text: string;
}

/** Something that the harness did on purpose to the target or to the net: `drain`, or what a watch marks. */
export interface FaultOp extends Stamp {
  readonly type: "fault";
  readonly fault: string;
  readonly user: string | null;
  readonly connection: number | null;
}

/** Every 100 ms, so that silence can be judged offline. */
export interface TickOp extends Stamp {
  readonly type: "tick";
  /** How late the tick itself was, in milliseconds: the harness's own stall. */
  readonly lag: number;
}

/** Every second and at the end: how well the harness itself kept up since the last one, in milliseconds. */
export interface HealthOp extends Stamp {
  readonly type: "health";
  /** Which of several workers, where the records of all were put together. */
  readonly worker?: number;
  readonly eventLoopDelayP99: number;
  readonly eventLoopDelayMax: number;
  readonly maxSendLag: number;
  /** Resident memory of the harness, bytes. */
  readonly memory: number;
  /** Share of the time, 0 to 1, in which the event loop had work. */
  readonly busy?: number;
  /** Share of the time, 0 to 1, in which memory was collected. */
  readonly collecting?: number;
  /** Share of the time, 0 to 1, in which the processors of the machine were busy. */
  readonly machine?: number;
}

/** The last op. A history without one is cut short. */
export interface EndOp extends Stamp {
  readonly type: "end";
  /**
   * `finished`: the plan is done. `target-lost`: the target left every user before that. `failed`: the execution itself
   * did, such as on a full disk.
   */
  readonly reason: "finished" | "interrupted" | "timeout" | "target-lost" | "failed";
  /** How many ops the recorder stamped, this one included. */
  readonly ops: number;
  /** How many connections were opened, refused ones included. */
  readonly connections: number;
}
