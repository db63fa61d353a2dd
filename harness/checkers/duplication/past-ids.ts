import type { EventOp } from "../../history/op.ts";
import type { Run } from "../scene/scene.ts";

/** Ids of events, which no two runs of a user may share where they are global. */
export interface PastIds {
  /** The first event of this settled run whose id an event of another run of its user had; null: none. */
  see(run: Run): Again | null;
}

interface Again {
  readonly op: EventOp;
  readonly of: Holder;
}

/** An event, without what it held. */
interface Holder {
  readonly index: number;
  readonly type: string;
}

/** The events of one run, one beside the other: the first `count`, what stands behind them is of an earlier run. */
interface PastRun {
  count: number;
  /** Numbers that stand for the ids. */
  readonly marks: number[];
  readonly indices: number[];
  readonly types: string[];
  /** Places by marks, of a run with many events; null: they are looked through one by one. */
  places: Map<number, number> | null;
}

/** A user's last runs, the oldest at `oldest`, whose place the next one takes. */
interface Past {
  readonly runs: readonly PastRun[];
  /**
   * Two bits in two numbers for each mark of a run, by its last digits: a mark of which one is missing is not there.
   * They stand beside each other for all runs, since nearly always no more than they are read.
   */
  readonly filter: number[];
  oldest: number;
}

/** Runs of a user whose ids are remembered: those that were open at about the same time. */
const RUNS = 4;

/** Events of a run that are looked through. */
const FEW = 64;

/** Memory: three numbers for each event of a user's last few runs, of long ones an index too, and room for as many as his longest had. */
export function createPastIds(): PastIds {
  const byUser = new Map<string, Past>();

  function pastOf(user: string): Past {
    const known = byUser.get(user);
    if (known !== undefined) return known;
    const runs = Array.from({ length: RUNS + 1 }, nothing);
    const past = { runs, filter: runs.flatMap(() => [0, 0]), oldest: 0 };
    byUser.set(user, past);
    return past;
  }

  return {
    see(run) {
      const past = pastOf(run.owner);
      const own = past.oldest;
      const mine = next(past, run);
      let again: Again | null = null;
      for (const { received } of run.streams) {
        for (const { op, mark } of received) {
          if (mark === null) continue;
          if (placeIn(past, own, mark) >= 0) continue;
          if (again === null) {
            const of = holderIn(past, own, mark);
            if (of !== null) again = { op, of };
          }
          mine.marks[mine.count] = mark;
          mine.indices[mine.count] = op.index;
          mine.types[mine.count] = op.event.type;
          mine.places?.set(mark, mine.count);
          mine.count += 1;
          enter(past.filter, own, mark);
        }
      }
      return again;
    },
  };
}

function nothing(): PastRun {
  return { count: 0, marks: [], indices: [], types: [], places: null };
}

/** Forgets the oldest run, and gives its place to the next. */
function next(past: Past, { streams }: Run): PastRun {
  const { runs, filter, oldest } = past;
  const mine = runs[oldest] ?? nothing();
  mine.count = 0;
  mine.places = streams.some(({ received }) => received.length > FEW) ? new Map() : null;
  filter[2 * oldest] = 0;
  filter[2 * oldest + 1] = 0;
  past.oldest = oldest + 1 === runs.length ? 0 : oldest + 1;
  return mine;
}

/** The event of this id in another run than that at `own`, the oldest first; null: none. */
function holderIn(past: Past, own: number, mark: number): Holder | null {
  const { runs } = past;
  for (let step = 1; step < runs.length; step += 1) {
    const run = (own + step) % runs.length;
    const at = placeIn(past, run, mark);
    if (at < 0) continue;
    return { index: runs[run]?.indices[at] ?? 0, type: runs[run]?.types[at] ?? "" };
  }
  return null;
}

/** Where the mark stands in a run; negative: nowhere. */
function placeIn({ runs, filter }: Past, run: number, mark: number): number {
  if (((filter[2 * run] ?? 0) & bitOf(mark)) === 0) return -1;
  if (((filter[2 * run + 1] ?? 0) & bitOf(mark >>> DIGITS)) === 0) return -1;
  const { count = 0, marks = [], places = null } = runs[run] ?? {};
  if (places !== null) return places.get(mark) ?? -1;
  for (let at = 0; at < count; at += 1) if (marks[at] === mark) return at;
  return -1;
}

function enter(filter: number[], run: number, mark: number): void {
  filter[2 * run] = (filter[2 * run] ?? 0) | bitOf(mark);
  filter[2 * run + 1] = (filter[2 * run + 1] ?? 0) | bitOf(mark >>> DIGITS);
}

/** Binary digits that choose one of the bits of a number. */
const DIGITS = 5;

function bitOf(mark: number): number {
  return 1 << (mark & 31);
}
