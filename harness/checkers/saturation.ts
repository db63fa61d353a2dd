import type { HealthOp, Op } from "../history/op.ts";
import type { Saturation } from "../verdict/verdict.ts";

/** The seconds in which the harness itself was the bottleneck. */
export interface SaturationWatch {
  observe(op: Op): void;
  /** Whether any of them touches this time, or a second beside one. Known of what the next health op follows. */
  touches(from: number, to: number): boolean;
  /** No health op to come can excuse what was over before this time. */
  knownUntil(): number;
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
 * Of several workers each has its own seconds: those of any excuse, and the fullest are told.
 * Memory: two numbers a spell of saturation.
 */
export function saturationWatch(): SaturationWatch {
  const workers = new Map<number, WorkerWatch>();
  let started = false;

  function watchOf(worker: number): WorkerWatch {
    const known = workers.get(worker);
    if (known !== undefined) return known;
    const watch = workerWatch();
    workers.set(worker, watch);
    return watch;
  }

  return {
    observe(op) {
      if (op.type === "send" && op.action === "start") started = true;
      if (op.type === "health") watchOf(op.worker ?? 0).observe(op, started);
    },
    touches: (from, to) => [...workers.values()].some((watch) => watch.touches(from, to)),
    knownUntil() {
      const known = [...workers.values()].map((watch) => watch.knownUntil());
      return known.length === 0 ? 0 : Math.min(...known);
    },
    summary: () => [...workers.values()].map((watch) => watch.summary()).reduce(fuller, null),
  };
}

/** The one in which more was wrong. */
export function fuller(one: Saturation | null, other: Saturation | null): Saturation | null {
  if (one === null || other === null) return one ?? other;
  const order = [one.seconds - other.seconds, one.busy - other.busy, one.of - other.of];
  return (order.find((difference) => difference !== 0) ?? 0) < 0 ? other : one;
}

interface WorkerWatch extends Omit<SaturationWatch, "observe"> {
  /** @param started a run was sent before */
  observe(op: HealthOp, started: boolean): void;
}

function workerWatch(): WorkerWatch {
  const spells: { readonly from: number; to: number }[] = [];
  let before: Sample | null = null;
  let opening: Sample | null = null;
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
    observe(op, started) {
      const { busy = 0, collecting = 0, machine = 0 } = op;
      const sample = { from: last, to: op.time, busy, collecting, machine };
      last = op.time;
      if (!started) return;
      if (isTelling(sample)) weigh(sample);
      if (isFull(sample) || (before !== null && isFull(before))) excuse(sample);
      before = sample;
    },
    touches: (from, to) => spells.some((spell) => spell.from <= to && spell.to >= from),
    knownUntil: () => before?.from ?? last,
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
