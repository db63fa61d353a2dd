import type { Observation } from "./finding.ts";
import type { GuaranteeName } from "./guarantee.ts";
import type { Envelope, Health, LatencyMetric, LatencySummary } from "./verdict.ts";

/** All that the checkers say of one history, before claims and attribution make a verdict of it. */
export interface Judgement {
  readonly tallies: ReadonlyMap<GuaranteeName, Tally>;
  /** Every observation kept, and how many there were of each guarantee (the kept are bounded). */
  readonly observations: readonly Observation[];
  readonly observed: ReadonlyMap<GuaranteeName, number>;
  readonly envelope: Envelope;
  readonly latency: Readonly<Record<LatencyMetric, LatencySummary | null>>;
  readonly health: Health;
  readonly damage: Damage;
  /** Why the history ended; null: it has no end. */
  readonly ended: string | null;
}

/** How much was judged, so that a pass can say what it would have missed. */
export interface Tally {
  /** Independent chances to fail, in the guarantee's own unit. */
  readonly trials: number;
  /** Single facts looked at: events, bodies, closes … */
  readonly evaluated: number;
  /** Why this guarantee could not be judged, in whole or in a part that matters; null: it could. */
  readonly unknown: string | null;
  /** Words for the report that change no outcome, such as honest degradations. */
  readonly notes?: readonly string[];
  /** Its words count something, so that those of several parts of a crowd do not add up. */
  readonly counting?: boolean;
  /** Guarantees whose pass would be vacuous, because a condition that this one watches did not happen. */
  readonly voids?: readonly GuaranteeName[];
}

/** What the history itself lacks: evidence of presence stands on it, evidence of absence does not. */
export interface Damage {
  /** Everything: ops are missing from the history, or it has no end. Null: none. */
  whole: string | null;
  /** Users whose connections lost messages between socket and history, with the reason. */
  readonly users: Map<string, string>;
}
