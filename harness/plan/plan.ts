import type { PlannedIdentity } from "../history/header.ts";
import type { Role } from "../history/op.ts";
import type { Slice } from "../history/slice.ts";

/** What the users will do: pure data, a function of seed, nonce and shape. It holds claims, never tokens. */
export interface Plan {
  readonly seed: string;
  readonly nonce: string;
  /** Key of canaries and run ids, hex, from seed and nonce. */
  readonly key: string;
  readonly users: readonly PlannedUser[];
  /** Where `users` are a slice of the crowd: which, and everybody by his ordinal. */
  readonly part?: { readonly slice: Slice; readonly everybody: readonly PlannedIdentity[] };
  readonly tabs: number;
  readonly runsPerUser: number;
  readonly schedule: Schedule;
}

export interface PlannedUser {
  /** Position in the whole crowd: canaries and run ids encode it. */
  readonly ordinal: number;
  readonly id: string;
  readonly role: Exclude<Role, "probe">;
  readonly persona: Persona;
  /** JWT claims but for times and id, which the crowd adds when it mints. */
  readonly claims: Readonly<Record<string, string>>;
  readonly runs: readonly PlannedRun[];
}

export interface Persona {
  readonly name: string;
  readonly locale: string;
}

export interface PlannedRun {
  /** Position among the runs of its user. */
  readonly ordinal: number;
  readonly id: string;
  readonly thread: string;
  readonly canary: string;
  /** The user's text, with the canary at its head and again at its end. */
  readonly prompt: string;
  /** Open schedule: milliseconds after the barrier. Closed: null. */
  readonly at: number | null;
  /** The user cancels it once he has received so many messages about it; absent: he does not. */
  readonly cancelAfter?: number;
}

export interface Schedule {
  /** `open`: sends follow the clock. `closed`: a user's next run waits until one of his is over. */
  readonly kind: "open" | "closed";
  /** Runs that one user has open at once, at most. */
  readonly runsAtOnce: number;
  /** Runs open at once over the users of this plan, at most. */
  readonly maxOpenRuns: number;
  /** Runs that are to be open at once over the whole crowd, at the peak. */
  readonly overlap: number;
}
