import type { Op } from "../history/op.ts";
import type { Saturation } from "../verdict/verdict.ts";

/** The seconds in which the harness itself was the bottleneck. */
export interface SaturationWatch {
  observe(op: Op): void;
  /** Whether any of them touches this time, or a second beside one. Known of what the next health op follows. */
  touches(from: number, to: number): boolean;
  /** Null: none of them. */
  summary(): Saturation | null;
}

/** A loop with less than this share of its time to spare reads what came later than it came. */
const FULL = 0.95;

/** Milliseconds that a sample must cover: the first wave of a crowd fills a moment, and no second. */
const TELLING = 700;

/** How full the loop and the machine were. */
type Load = Omit<Saturation, "seconds" | "of">;

/** From one health op to the next, in milliseconds. */
interface Sample extends Load {
  readonly from: number;
  readonly to: number;
}

/**
 * A sample is an average: beside a full one the half of the next may have been as full, so both its neighbours
 * excuse what seems late. The sample in which the first run starts holds the ramp as well, and code that runs for
 * the first time: it counts with those that follow it, and alone only where nothing follows.
 *
 * Memory: two numbers a spell of saturation.
 */
export function saturationWatch(): SaturationWatch {
  const spells: { readonly from: number; to: number }[] = [];
  let before: Sample | null = null;
  let opening: Sample | null = null;
  let started = false;
  let last = 0;
  let saturated = 0;
  let all = 0;
  let worst: Load = { busy: 0, collecting: 0, machine: 0 };

  function count({ from, to, busy, collecting, machine }: Sample): void {
    saturated += to - from;
    if (busy >= worst.busy) worst = { busy, collecting, machine };
  }

  function excuse(sample: Sample): void {
    const spell = spells.at(-1);
    if (spell !== undefined && spell.to >= sample.from) spell.to = sample.to;
    else spells.push({ from: before?.from ?? sample.from, to: sample.to });
  }

  function weigh(sample: Sample): void {
    const first = all === 0;
    all += sample.to - sample.from;
    if (!isFull(sample)) opening = null;
    else if (first) opening = sample;
    else {
      if (opening !== null) count(opening);
      opening = null;
      count(sample);
    }
  }

  return {
    observe(op) {
      if (op.type === "send" && op.action === "start") started = true;
      if (op.type !== "health") return;
      const { busy = 0, collecting = 0, machine = 0 } = op;
      const sample = { from: last, to: op.time, busy, collecting, machine };
      last = op.time;
      if (!started) return;
      if (isTelling(sample)) weigh(sample);
      if (isFull(sample) || (before !== null && isFull(before))) excuse(sample);
      before = sample;
    },
    touches: (from, to) => spells.some((spell) => spell.from <= to && spell.to >= from),
    summary() {
      if (opening !== null) {
        count(opening);
        opening = null;
      }
      if (saturated === 0) return null;
      return {
        seconds: Math.round(saturated / 100) / 10,
        of: Math.round(all / 100) / 10,
        ...worst,
      };
    },
  };
}

function isFull(sample: Sample): boolean {
  return isTelling(sample) && sample.busy >= FULL;
}

function isTelling({ from, to }: Sample): boolean {
  return to - from >= TELLING;
}
