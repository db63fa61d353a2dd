import { getHeapStatistics } from "node:v8";

/** How much of open runs is kept at most, and how long a run may go on. */
export interface KeptLimits {
  /** Events of one run, at one reader: then it is not going to end. */
  readonly events: number;
  /** Bytes of memory that the events of all open runs may take, about. */
  readonly memory: number;
  /** Milliseconds that a run may go on. */
  readonly time: number;
}

/** A run of which something may be kept. */
interface Open {
  events: number;
  memory: number;
}

/** What an event costs beside its text: its place, its keys, and what the checkers know of it. */
const EACH = 1_500;

/** Of its text this much at most: what is longer is cut. */
const MOST_TEXT = 65_536;

/** Half of what the engine may take. */
export const KEPT_LIMITS: KeptLimits = {
  events: 100_000,
  memory: getHeapStatistics().heap_size_limit / 2,
  time: 3_600_000,
};

/**
 * Weighs what is kept of open runs: all of their events, until they end. A server that never ends a run would
 * take all memory there is.
 */
export class Kept {
  readonly #most: number;
  #memory = 0;

  constructor({ memory }: Pick<KeptLimits, "memory">) {
    this.#most = memory;
  }

  /** One more event, and the bytes of its message. */
  add(run: Open, bytes: number): void {
    const weight = EACH + Math.min(bytes, MOST_TEXT);
    run.events += 1;
    run.memory += weight;
    this.#memory += weight;
  }

  over({ memory }: Open): void {
    this.#memory -= memory;
  }

  get isTooMuch(): boolean {
    return this.#memory > this.#most;
  }
}

/** The one of which most is kept; undefined: there is none. */
export function heaviest<T extends Open>(runs: Iterable<T>): T | undefined {
  let found: T | undefined;
  for (const run of runs) if (found === undefined || run.memory > found.memory) found = run;
  return found;
}
