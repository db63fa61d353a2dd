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
  /** Null: as many as the time of a soak allows. */
  readonly runsPerUser: number | null;
  /** Runs of the whole crowd; null: how fast the server answers decides it. */
  readonly runs: number | null;
  readonly schedule: Schedule;
  /** Runs are started until this time is over, in milliseconds. */
  readonly soak?: { readonly duration: number };
  /** Runs are written as they are asked for, being too many to hold, and `runs` of the users are empty: see `runsOf`. */
  readonly recipe?: RunRecipe;
}

/** What a run follows from, beside its user and its ordinal. */
export interface RunRecipe {
  readonly seed: string;
  /** Of canaries and run ids. */
  readonly key: string;
  /** Active users of the whole crowd. */
  readonly users: number;
  /** Open schedule: runs started a second, over all users. Closed: null. */
  readonly ratePerSecond: number | null;
  readonly prompts: "nasty" | "plain";
  /** Runs of a user in one thread, one after the other. */
  readonly runsPerThread: number;
  /** Share of the runs that their user cancels, 0 to 1. */
  readonly cancels: number;
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
