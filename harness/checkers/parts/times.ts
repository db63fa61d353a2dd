import type { LatencySummary } from "../../verdict/verdict.ts";

/** Digits that are kept of a time, more than anybody reads, and the first number that has more. */
const DIGITS = 3;
const LONGER = 10 ** DIGITS;

/**
 * How often each time was measured, in microseconds to three digits. Plain numbers, so that what several
 * measured adds up to what one would have. Memory: at most some thousand counts.
 */
export interface Times {
  readonly counts: ReadonlyMap<number, number>;
  /** The greatest, as it was, in microseconds. */
  readonly max: number;
}

/** Times that are being counted. */
export interface TimesBook extends Times {
  record(milliseconds: number): void;
}

export function createTimes(): TimesBook {
  /** By unit, smallest first, and in each by the digits that are kept. */
  const counted = new Float64Array(COUNTED);
  let max = 0;
  return {
    get counts() {
      return countsIn(counted);
    },
    get max() {
      return max;
    },
    record(milliseconds) {
      const microseconds = Math.max(1, Math.round(milliseconds * 1_000));
      if (microseconds > max) max = microseconds;
      let unit = 1;
      let decade = 0;
      while (microseconds >= unit * LONGER && decade < UNITS - 1) {
        unit *= 10;
        decade += 1;
      }
      // Rounded up, so that no percentile flatters.
      const at = decade * DECADE + Math.min(DECADE - 1, Math.ceil(microseconds / unit));
      counted[at] = (counted[at] ?? 0) + 1;
    },
  };
}

/** Times as they are counted: how often each was measured, by unit and digits. */
export function countsIn(counted: Float64Array): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (let at = 0; at < counted.length; at += 1) {
    const count = counted[at] ?? 0;
    if (count > 0) counts.set((at % DECADE) * 10 ** Math.floor(at / DECADE), count);
  }
  return counts;
}

/** Powers of ten that a time may have as its unit: up to a hundred days. */
const UNITS = 11;

/** Numbers of a unit, the next unit's first included: that is where rounding up may lead. */
const DECADE = LONGER + 1;

/** Counts that are kept of what is measured. */
export const COUNTED: number = UNITS * DECADE;

export function mergeTimes(all: readonly Times[]): Times {
  const counts = new Map<number, number>();
  for (const one of all) {
    for (const [time, count] of one.counts) counts.set(time, (counts.get(time) ?? 0) + count);
  }
  return { counts, max: all.reduce((most, { max }) => Math.max(most, max), 0) };
}

/** Milliseconds; null: nothing was measured. */
export function summarise({ counts, max }: Times): LatencySummary | null {
  const times = [...counts].toSorted(([a], [b]) => a - b);
  const all = times.reduce((sum, [, count]) => sum + count, 0);
  if (all === 0) return null;
  const percentile = (percent: number): number => {
    let rank = Math.ceil((all * percent) / 100);
    for (const [time, count] of times) {
      rank -= count;
      if (rank <= 0) return Math.min(time, max) / 1_000;
    }
    return max / 1_000;
  };
  return { p50: percentile(50), p95: percentile(95), p99: percentile(99), max: max / 1_000 };
}
