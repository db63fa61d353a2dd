import type { Observation } from "../../verdict/finding.ts";
import type { Absence } from "../absence.ts";
import type { SaturationWatch } from "../saturation.ts";

/** A run that seems to have missed limits, and the time in which it did. */
export interface Miss {
  readonly owner: string;
  readonly from: number;
  readonly to: number;
  /** One for each of the limits. */
  readonly observations: readonly Observation[];
}

/** Runs that seem to have missed a limit, until it is known whether it was us who were too busy to see that they had not. */
export interface Misses {
  add(miss: Miss): void;
  /** Time has passed: of too many the oldest are decided. */
  pass(): void;
  /** Decides all. */
  finish(): void;
  /** Runs that were not judged, the harness having been the bottleneck. */
  readonly excused: number;
}

/** Runs that wait for the end, where there are no more. */
const KEPT = 10_000;

/** Decided misses in front of the others, before the queue is shortened. */
const SPENT = 1_000;

/**
 * Whoever was read late may have come in time: what we were too busy to see is no miss of the server's.
 *
 * Memory: 10,000 runs, and beyond them those of the last seconds, which the next health ops may still excuse.
 */
export function createMisses(
  saturation: Pick<SaturationWatch, "touches" | "knownUntil">,
  absence: Pick<Absence, "hold">,
  kept: number = KEPT,
): Misses {
  const waiting: Miss[] = [];
  let spent = 0;
  let excused = 0;

  function decide({ owner, from, to, observations }: Miss): void {
    spent += 1;
    if (saturation.touches(from, to)) excused += 1;
    else for (const observation of observations) absence.hold(owner, observation);
  }

  function shorten(): void {
    waiting.splice(0, spent);
    spent = 0;
  }

  return {
    get excused() {
      return excused;
    },
    add: (miss) => void waiting.push(miss),
    pass() {
      while (waiting.length - spent > kept) {
        const oldest = waiting[spent];
        if (oldest === undefined || oldest.to >= saturation.knownUntil()) break;
        decide(oldest);
      }
      if (spent >= SPENT) shorten();
    },
    finish() {
      for (const miss of waiting.slice(spent)) decide(miss);
      shorten();
    },
  };
}
