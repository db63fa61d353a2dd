import type { Provisions } from "../../history/header.ts";
import { gapsOf, numberedEvents, numberOf, repeatsOf } from "./numbering.ts";
import type { Received, Run } from "./scene.ts";

/**
 * How a server numbers its events that has not promised to: only all its runs together tell. Its numbers may count
 * the runs' events, those of the connections, of all users together, or something else, such as steps or time.
 */
export interface NumberHabits {
  /** A run that has settled. */
  observe(run: Run): void;
  /** They count what one run or one connection receives: a number left out is missing. */
  areCounted(): boolean;
  /** Most runs have none twice. */
  areApart(): boolean;
}

/** Numbers with which runs began, that are remembered at most. */
const REMEMBERED = 10_000;

const PROMISED: NumberHabits = {
  observe: () => {},
  areCounted: () => true,
  areApart: () => true,
};

export function numberHabits(provides: Pick<Provisions, "seq">): NumberHabits {
  if (provides.seq === "always") return PROMISED;
  /** Numbers with which runs began. */
  const firsts = new Set<number>();
  /** The newest number on each connection, and its place there: the event itself would be kept for nothing. */
  const newest = new Map<number, { readonly number: number; readonly nth: number }>();
  let runs = 0;
  let begun = 0;
  let steps = 0;
  let gaps = 0;
  let apart = 0;

  /** Where others began, at the very beginning, or where its connection had come to. */
  function beginsAnew(first: Received): boolean {
    const number = numberOf(first);
    if (number <= 1 || firsts.has(number)) return true;
    if (firsts.size < REMEMBERED) firsts.add(number);
    const before = newest.get(first.op.connection);
    if (before === undefined) return false;
    const passed = (first.nth ?? 0) - before.nth;
    return number > before.number && number - before.number <= passed;
  }

  return {
    observe(run) {
      for (const stream of run.streams) {
        const events = numberedEvents(run, stream, provides) ?? [];
        const [first] = events;
        const last = events.at(-1);
        if (first === undefined || last === undefined) continue;
        runs += 1;
        if (beginsAnew(first)) begun += 1;
        newest.set(last.op.connection, { number: numberOf(last), nth: last.nth ?? 0 });
        if (events.length === 1) continue;
        // By one each, in a plain run.
        const skipped = run.plain === true ? 0 : gapsOf(events, stream).length;
        gaps += skipped;
        steps += events.length - 1 - skipped;
        apart += run.plain === true || repeatsOf(events).length === 0 ? 1 : -1;
      }
    },
    areCounted: () => 2 * begun >= runs && steps > gaps,
    areApart: () => apart > 0,
  };
}
