import type { Op } from "../history/op.ts";
import type { Saturation } from "../verdict/verdict.ts";

/** The seconds in which the harness itself was the bottleneck. */
export interface SaturationWatch {
  observe(op: Op): void;
  /** Whether any of them touches this time. Known of what the next health op follows. */
  touches(from: number, to: number): boolean;
  /** Null: none of them. */
  summary(): Saturation | null;
}

/** A loop with less than this share of its time to spare reads what came later than it came. */
const FULL = 0.95;

/** Milliseconds that a sample must cover: the first wave of a crowd fills a moment, and no second. */
const TELLING = 700;

/** Memory: two numbers a second of saturation. */
export function saturationWatch(): SaturationWatch {
  const spells: { readonly from: number; to: number }[] = [];
  let last = 0;
  let started = false;
  let saturated = 0;
  let all = 0;
  let worst: Omit<Saturation, "seconds" | "of"> = { busy: 0, collecting: 0, machine: 0 };
  return {
    observe(op) {
      if (op.type === "send" && op.action === "start") started = true;
      if (op.type !== "health") return;
      const from = last;
      last = op.time;
      const { busy = 0, collecting = 0, machine = 0 } = op;
      const covered = op.time - from;
      if (!started || covered < TELLING) return;
      all += covered;
      if (busy < FULL) return;
      saturated += covered;
      if (busy >= worst.busy) worst = { busy, collecting, machine };
      const spell = spells.at(-1);
      if (spell?.to === from) spell.to = op.time;
      else spells.push({ from, to: op.time });
    },
    touches: (from, to) => spells.some((spell) => spell.from <= to && spell.to >= from),
    summary() {
      if (saturated === 0) return null;
      return {
        seconds: Math.round(saturated / 100) / 10,
        of: Math.round(all / 100) / 10,
        ...worst,
      };
    },
  };
}
