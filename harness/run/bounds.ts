/** Whole numbers that a config and a flag may ask for: the least, and the most. */
export const BOUNDS = {
  users: [1, 10_000_000],
  sentinels: [0, 1_000_000],
  runsPerUser: [1, 1_000_000],
  tabs: [1, 100],
  runsAtOnce: [1, 10_000],
  maxOpenRuns: [1, 10_000_000],
  workers: [1, 1_000],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

/** Connections or runs a second, at least. */
export const SLOWEST = 0.01;

/** Milliseconds that a timer can hold: 24 days. Beyond it Node's timers fire at once. */
export const LONGEST = 2 ** 31 - 1;
