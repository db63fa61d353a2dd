import type { ContractData } from "../contract/contract.ts";
import type { Claims } from "../verdict/guarantee.ts";
import type { Thresholds } from "../verdict/thresholds.ts";
import type { Waiver } from "../verdict/waiver.ts";
import type { Environment } from "./environment.ts";
import type { PartialHistory } from "./mode.ts";
import type { Role } from "./op.ts";
import type { Slice } from "./slice.ts";

/** First line of a history: all that a checker may know beside the ops. No secret stands in it. */
export interface HistoryHeader {
  readonly quintet: 1;
  readonly kind: "history";
  /** Version of Quintet that wrote it. */
  readonly version: string;
  readonly seed: string;
  readonly nonce: string;
  /** Key of canaries and run ids, hex: worthless after the execution, so it may be stored. */
  readonly key: string;
  /** Wall-clock time of op time 0, milliseconds since the epoch. */
  readonly epoch: number;
  readonly target: TargetDescription;
  readonly plan: PlanOutline;
  /** Part of the crowd that this history is of; absent: all of it. */
  readonly slice?: Slice;
  /** The machine's part, where several share an execution: its slices lie within it. */
  readonly shard?: Slice;
  readonly contract: ContractData;
  readonly dialect: DialectDescription;
  readonly claims: Claims;
  /** Whether the target declares that it verifies tokens, so that probes must be refused. */
  readonly verifies: boolean;
  /** Milliseconds. */
  readonly patience: number;
  readonly linger: number;
  /** Names of the config's own checkers, which are code: whoever judges again must have them at hand. */
  readonly checkers?: readonly string[];
  /** Limits on percentiles of the whole. */
  readonly thresholds?: Thresholds;
  /** Faults that may pass for a while. */
  readonly waivers?: readonly Waiver[];
  /** SHA-256 of the resolved configuration, hex. */
  readonly config: string;
  /** What is kept of the ops; absent: all of them. What is not the whole can be judged by nobody. */
  readonly history?: PartialHistory;
  /** A gate's, which masks it at its end and has not yet: it holds what the server said. */
  readonly unmasked?: true;
  /** Where it ran; absent: an earlier version wrote it. */
  readonly environment?: Environment;
}

export interface TargetDescription {
  readonly kind: "command" | "container" | "url";
  /** Without credentials and query. */
  readonly url: string;
  /** Name and version of the container engine; absent: none took part, or it does not tell. */
  readonly engine?: string;
}

/** What the plan promised, as far as checkers need it. Ordinals are the positions in `users`. */
export interface PlanOutline {
  readonly users: readonly PlannedIdentity[];
  /** Runs a user (a sentinel starts none); null: as many as the time of a soak allows. */
  readonly runsPerUser: number | null;
  /** Connections a user. */
  readonly tabs: number;
  /** All runs of the plan, dealt round after round to the users; null: how fast the server answers decides it. */
  readonly runs: number | null;
  /** `open`: sends follow the clock. `closed`: a user's next run waits for the one before. */
  readonly schedule: "open" | "closed";
  /** How many runs are to be open at once, at the peak. */
  readonly overlap: number;
  /** A soak: milliseconds for which runs are started. Absent: their number is fixed. */
  readonly duration?: number;
}

export interface PlannedIdentity {
  readonly id: string;
  readonly role: Exclude<Role, "probe">;
}

/** Whether the server says a thing: a promise of the dialect, never inferred from what was seen. */
export type Provision = "always" | "optional" | "never";

export interface Provisions {
  readonly welcome: Provision;
  readonly acceptance: Provision;
  readonly user: Provision;
  readonly thread: Provision;
  readonly eventId: Provision;
  readonly seq: Provision;
  readonly timestamp: Provision;
}

export interface DialectDescription {
  readonly name: string;
  readonly provides: Provisions;
  /** Where an event id is unique. `undeclared`: equal ids at two users convict only together with an event too many. */
  readonly eventIds: "global" | "run" | "undeclared";
  /**
   * Who names a run; `client` by default. Where the `server` does, an id is a run's once a message proves it:
   * by the id that we sent, by our thread, or by the run's own canary. An event alone proves nothing.
   */
  readonly runIds?: "client" | "server" | "connection";
  /**
   * Which events name their run; `every` by default. `first`: where one names none, it is of the run that its
   * connection named last. So a user must not have several runs open at once on one connection.
   */
  readonly runNames?: "every" | "first";
}
