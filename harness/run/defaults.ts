import type { CrowdConfig } from "./config.ts";

/** What holds where a config says nothing. Times in milliseconds. */
export interface Defaults {
  readonly crowd: Required<
    Pick<CrowdConfig, "users" | "sentinels" | "runsPerUser" | "prompts" | "maxOpenRuns">
  >;
  /** Connections opened a second; null: as fast as they go. */
  readonly connectRate: number | null;
  readonly patience: number;
  readonly linger: number;
}

/** A server that Quintet starts itself: nobody else is disturbed. */
export const STARTED: Defaults = {
  crowd: { users: 25, sentinels: 3, runsPerUser: 4, prompts: "nasty", maxOpenRuns: 1_000 },
  connectRate: null,
  patience: 5_000,
  linger: 1_000,
};

/** A server that somebody else runs, and perhaps pays for by the run. */
export const ATTACHED: Defaults = {
  crowd: { users: 5, sentinels: 2, runsPerUser: 2, prompts: "plain", maxOpenRuns: 1_000 },
  connectRate: 5,
  patience: 30_000,
  linger: 2_000,
};

/** Output folder. */
export const OUT = "quintet-report";
