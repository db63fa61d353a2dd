import type { GuaranteeName } from "./guarantee.ts";

/** A place in a run that a finding is about; `event` null means the whole run. */
export interface Touch {
  readonly user: string;
  readonly run: string | null;
  readonly event: string | null;
}

/** What a checker reports: one violation, with the ops that prove it. */
export interface Observation {
  readonly guarantee: GuaranteeName;
  /** A stable kebab-case name within the guarantee: `hole`, `misroute`, `re-id` … */
  readonly kind: string;
  /** Whose connection showed it (the receiver, for a leak). */
  readonly user: string | null;
  /** Whose events these are, when another user's. */
  readonly victim: string | null;
  /** The run that is broken (the victim's, for a leak). */
  readonly run: string | null;
  /** The event type concerned. */
  readonly event: string | null;
  /** Indexes of the ops that prove it, the most telling first. */
  readonly ops: readonly number[];
  /**
   * One sentence with names and figures, and no token. Of what a server said it holds a short escaped excerpt at most, and
   * the types of events as it spelt them, of up to 256 characters: whoever shows it escapes it.
   */
  readonly message: string;
  /** Further places the same fault touches (both sides of a leak), so that attribution can join them. */
  readonly touches?: readonly Touch[];
  /** Reports of one user and run with the same number are of one place in its sequence, and so of one fault. */
  readonly place?: number;
}

/** A root cause, after attribution. `consequences` are the observations that it explains. */
export interface Finding extends Omit<Observation, "touches" | "place"> {
  readonly consequences: readonly Consequence[];
  /** All of them; `consequences` of a verdict keeps the twenty most telling. */
  readonly consequenceCount: number;
  /** Position, in the verdict's `waivers`, of the one that lets it pass; absent: it counts. */
  readonly waiver?: number;
  /** Whether an earlier verdict had this kind of fault; absent: it was not compared. */
  readonly baseline?: "new" | "known";
  /** Same fault, same fingerprint, in every execution: guarantee, kind and event type, no ids. */
  readonly fingerprint: string;
}

export type Consequence = Pick<
  Observation,
  "guarantee" | "kind" | "user" | "run" | "event" | "ops" | "message"
>;
