/** Milliseconds between beats. */
export const BEAT = 100;

/**
 * How much of a time counts that we slept through: where a flood of messages never lets us come to ourselves, nothing
 * would ever be given up otherwise.
 */
const SLEPT = 0.1;

/** A clock that hardly goes on while this process stands still: a silence that we slept through is nobody's. */
export interface AwakeClock {
  now(): number;
  /** To be called every `BEAT` milliseconds: whatever it is late by, we slept. @returns that, in milliseconds on the wall */
  beat(): number;
}

/** @param now the clock on the wall, in milliseconds */
export function createAwakeClock(now: () => number): AwakeClock {
  let last = now();
  let slept = 0;
  const late = (time: number): number => Math.max(0, time - last - BEAT);
  return {
    now() {
      const time = now();
      // Also what the next beat will tell.
      return time - (slept + late(time)) * (1 - SLEPT);
    },
    beat() {
      const time = now();
      const lost = late(time);
      slept += lost;
      last = time;
      return lost;
    },
  };
}
