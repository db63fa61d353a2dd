/** What Quintet would have caught on a server, by a record of it: see `quintet prove <dir>`. */
export interface Power {
  /** Kinds of fault caught at every place tried, and all kinds. */
  readonly caught: number;
  readonly of: number;
  /** Runs that came as they should, in which a fault can be put. Nought: the power is not known. */
  readonly sound: number;
  readonly contract: string;
  readonly dialect: string;
  readonly seed: string;
  readonly sample: PowerSample;
  /** What was found in the record as it is: only what is new counts. */
  readonly baseline: { readonly findings: number; readonly damage: string | null };
  readonly faults: readonly FaultPower[];
}

/** The part of the record that was used. */
export interface PowerSample {
  /** False: it is all of the record. */
  readonly cut: boolean;
  readonly users: number;
  readonly sentinels: number;
  readonly runs: number;
  readonly ops: number;
}

export interface FaultPower {
  readonly id: string;
  /** One line: what breaks. */
  readonly breaks: string;
  /** What must catch it: `completeness/hole`, any one of these. */
  readonly must: readonly string[];
  readonly status: PowerStatus;
  /** Which of them did. */
  readonly by: readonly string[];
  /** Places at which it was caught, and places tried. */
  readonly caught: number;
  readonly of: number;
  /** Why it was not caught, or could not be tried; null: it was. */
  readonly why: string | null;
  /** What to change, so that it would be; null: nothing is known. */
  readonly advice: string | null;
  /** New findings of other guarantees where it was not caught: `order/swap`. */
  readonly elsewhere: readonly string[];
  /** New findings that the fault does not explain: false alarms. */
  readonly unrelated: readonly string[];
  readonly places: readonly PowerPlace[];
}

/**
 * `partly`: at some places. `elsewhere`: something was found, and not what the fault is. `blind`: contract
 * and dialect leave nothing to tell it by. `unknown`: absence could not be judged. `not-applicable`: this
 * record has no place for it.
 */
export type PowerStatus =
  | "caught"
  | "partly"
  | "elsewhere"
  | "missed"
  | "blind"
  | "unknown"
  | "not-applicable";

/** One place at which a fault was put. */
export interface PowerPlace {
  readonly status: Exclude<PowerStatus, "partly" | "not-applicable">;
  readonly user: string | null;
  readonly run: string | null;
  readonly victim: string | null;
  readonly event: string | null;
  /** What was newly found. */
  readonly found: readonly string[];
}
