import type { Goal } from "./result.ts";

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** @throws RangeError without a value: nothing measured is no figure */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  if (min === undefined || max === undefined || low === undefined || high === undefined) {
    throw new RangeError("no value was measured");
  }
  return { min, median: (low + high) / 2, max };
}

/**
 * One ratio for each repetition: what ran side by side is compared, so that a machine which slows down
 * in the meantime slows both.
 *
 * @throws RangeError when one side was measured more often than the other
 */
export function ratios(of: readonly number[], to: readonly number[]): readonly number[] {
  if (of.length !== to.length) throw new RangeError(`${of.length} values against ${to.length}`);
  return of.map((value, at) => value / (to[at] ?? Number.NaN));
}

/** Whether the median reaches the goal. */
export function reached(goal: Goal, { median }: Spread): boolean {
  return "atLeast" in goal ? median >= goal.atLeast : median <= goal.atMost;
}
