/** How many runs may be open at once, as long as this process keeps up with them. */
export interface OpenLimit {
  readonly now: number;
  /** To be told every so often how late this process is, in milliseconds, and how many runs have ended so far. */
  observe(late: number, ended: number): void;
}

/** Later than this, we measure ourselves and not the server. Milliseconds. */
const LATE = 100;
/** So many times the most have ended before we begin to hold back: the planned overlap is reached by then. */
const COHORTS = 2;
const LESS = 0.5;
const MORE = 1.05;
/** The lowest limit: a share of the highest, and so many that users still meet each other. */
const LEAST_SHARE = 1 / 8;
const LEAST = 20;

/**
 * Begins with the most, so that the first cohorts are as large as planned. Whoever is late himself then opens fewer at
 * once: each comes sooner, since it does not wait for its turn among all of ours. What the
 * server is slow with changes nothing.
 */
export function createOpenLimit(most: number): OpenLimit {
  const least = Math.min(most, Math.max(LEAST, most * LEAST_SHARE));
  let limit = most;
  return {
    get now() {
      return Math.floor(limit);
    },
    observe(late, ended) {
      if (ended < COHORTS * most) return;
      limit = late > LATE ? Math.max(least, limit * LESS) : Math.min(most, limit * MORE);
    },
  };
}
