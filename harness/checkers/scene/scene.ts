import type { CloseOp, EventOp, OpenOp } from "../../history/op.ts";
import type { NumberHabits } from "./number-habits.ts";
import type { WholeTexts } from "./whole-texts.ts";
import type { Damage } from "../../verdict/judgement.ts";

/**
 * What the ledger knows while it folds the ops: shared by all checkers, so that an op is placed once.
 * Bounded by what is open now, and by how much of a run is kept (see `mostEvents`): a settled run leaves one bit.
 */
export interface Scene {
  /** Time of the newest op. */
  now: number;
  readonly connections: ReadonlyMap<number, Connection>;
  /** Runs still open or lingering, by id. */
  readonly runs: ReadonlyMap<string, Run>;
  /** What the history itself lacks: evidence of absence is void for those it names. */
  readonly damage: Damage;
  readonly counts: Counts;
  /** How the server numbers events, as far as settled runs show. */
  readonly numbers: Pick<NumberHabits, "areCounted" | "areApart">;
  /** How texts that came in pieces compare with what the ends of their runs say, as far as settled runs show. */
  readonly texts: Pick<WholeTexts, "faults" | "held">;
}

export interface Connection {
  readonly number: number;
  readonly user: string | null;
  readonly role: OpenOp["role"];
  readonly open: OpenOp;
  close: CloseOp | null;
  /** Messages and bytes seen in the history, to compare with the crowd's own count. */
  frames: number;
  bytes: number;
  /** Time of the last thing the server said on it; null: nothing yet. */
  lastHeard: number | null;
  welcomed: boolean;
  /** An event came on it. */
  served: boolean;
  /** Events and frames that came on it; what the transport says itself is not counted. */
  came: number;
  /** The server was told to stop while it was open. */
  draining: boolean;
}

/** A run of the plan, from its send until its linger is over. */
export interface Run {
  readonly id: string;
  /** User id of its owner. */
  readonly owner: string;
  readonly thread: string | null;
  readonly canary: string | null;
  /** Connection that it was sent on, and the op of that send. */
  readonly connection: number;
  readonly sendIndex: number;
  readonly scheduled: number;
  readonly sent: number;
  /** Fate of the send: see SendOp. */
  fate: "ok" | "info" | "fail";
  /** Time of the server's acknowledgement; null: none (yet). */
  acknowledged: number | null;
  /** Events that the acknowledgement announced; null: not said. */
  announced: number | null;
  /** The run as each reader sees it: one stream (`fanout: one`), or one a connection (`all`). */
  readonly streams: Stream[];
  cancelRequested: number | null;
  cancelAcknowledged: number | null;
  /** Error message of the server that named this run, with its code. */
  refusal: { readonly index: number; readonly code: string | null } | null;
  /** Its canary came back, whole or in pieces, in a message that held an event of it. */
  echoed?: boolean;
  /** An event of it told by what it says whose it is: without such, only the connection told. */
  named?: boolean;
  /** Another run of its owner was open at the same time. */
  overlapped?: true;
  /** Set when the run settles. */
  end: RunEnd | null;
  /** So much came of it before its end that nothing after that was kept. Set when the run settles. */
  endless?: true;
  /** It is just what its contract says, so that no sequence of it need be compared. Set when the run settles. */
  plain?: boolean;
}

/**
 * `complete`: a terminal event came and the linger is over. `closed`: the connection ended before it.
 * `lost`: patience is spent. `open`: the history ended first, so that absence proves nothing.
 */
export type RunEnd = "complete" | "closed" | "lost" | "open";

/** The events of one run as one reader saw them. */
export interface Stream {
  /** Connection of the reader; null: all connections of the user together. */
  readonly connection: number | null;
  readonly received: Received[];
  /** The first terminal event; null: none. */
  terminal: Received | null;
  /** Differences from the contract's sequence; set when the run settles. */
  differences: readonly Difference[];
}

/** One event in a stream. */
export interface Received {
  readonly op: EventOp;
  /** The earlier event of this stream that this one repeats; null: it is the first. */
  readonly copyOf: Received | null;
  /** How a copy was told. `same`: same id and payload. `equivocation`: same id, other payload. `re-id`: same payload, other id. */
  readonly copyKind: "same" | "equivocation" | "re-id" | null;
  /** A number that stands for its id; null: it has none. */
  readonly mark: number | null;
  /** Its place among all that came on its connection, where the server may be numbering that and not the run. */
  readonly nth?: number;
}

/**
 * One difference between a stream and its contract, from the cheapest alignment of the two.
 * Each belongs to exactly one guarantee: `missing` to completeness, `moved` to order, `extra` to order
 * (before the terminal event) or finality (after it), copies to duplication. `place`: see `placesOf`.
 */
export type Difference =
  | {
      readonly kind: "missing";
      readonly place?: number;
      readonly type: string;
      /** The last event received before the gap, and the first after it. */
      readonly after: Received | null;
      readonly before: Received | null;
      /** True when only the terminal event follows the gap, or nothing. */
      readonly tail: boolean;
    }
  | { readonly kind: "moved"; readonly event: Received; readonly expectedAfter: Received | null }
  | {
      readonly kind: "extra";
      readonly place?: number;
      readonly event: Received;
      readonly afterTerminal: boolean;
    };

/** Where an op belongs. */
export interface Place {
  readonly connection: Connection | null;
  /** The run an event or frame speaks of, while it is still open or lingering. */
  readonly run: Run | null;
  /** The stream that an own event entered, and its entry; null for everything else. */
  readonly stream: Stream | null;
  readonly received: Received | null;
  /** For an event: whose it is, in relation to the receiver. */
  readonly ownership: Ownership | null;
}

/**
 * `own`: the receiver's run. `drifted`: the receiver's by its thread or user, under a run id that is not his.
 * `settled`: the receiver's, but of a run that was over. `unsent`: the receiver's, of a run not sent yet.
 * `foreign`: another user's of the plan. `stranger`: nobody's of this plan. `broadcast`: declared for all.
 */
export type Ownership =
  | { readonly kind: "own" }
  | { readonly kind: "drifted" }
  | { readonly kind: "settled"; readonly run: string }
  | { readonly kind: "unsent"; readonly run: string }
  | { readonly kind: "foreign"; readonly owner: string; readonly run: string | null }
  | { readonly kind: "stranger" }
  | { readonly kind: "broadcast" };

/** Running counts for envelope and reach. */
export interface Counts {
  ops: number;
  events: number;
  /** Runs that were sent, whatever became of them. */
  sent: number;
  /** Runs that were sent and are judged by somebody else. */
  aside: number;
  /** Sockets of users and sentinels open at once, at the peak; probes are not counted. */
  peakConnections: number;
  /** Runs open at once (sent, not ended), at the peak. */
  peakRuns: number;
  /** Distinct users and sentinels that ever had an open connection. */
  readonly usersSeen: Set<string>;
  readonly sentinelsSeen: Set<string>;
  /** Runs in which the owner's canary came back. */
  echoed: number;
  /** Connections turned away for the time being: 429, 503, or closed 1013. */
  refused: number;
}
