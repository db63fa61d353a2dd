import type { EventOp } from "../history/op.ts";
import type { Run } from "./scene.ts";

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
  /** A bit for each mark, by its last digits: a mark whose bit is not there is not there either. */
  bits: number;
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
    const past = { runs: Array.from({ length: RUNS + 1 }, nothing), oldest: 0 };
    byUser.set(user, past);
    return past;
  }

  return {
    see(run) {
      const past = pastOf(run.owner);
      const mine = next(past, run);
      let again: Again | null = null;
      for (const { received } of run.streams) {
        for (const { op, mark } of received) {
          if (mark === null) continue;
          if (placeOf(mine, mark) >= 0) continue;
          if (again === null) {
            const of = holderIn(past, mine, mark);
            if (of !== null) again = { op, of };
          }
          mine.marks[mine.count] = mark;
          mine.indices[mine.count] = op.index;
          mine.types[mine.count] = op.event.type;
          mine.places?.set(mark, mine.count);
          mine.count += 1;
          mine.bits |= bitOf(mark);
        }
      }
      return again;
    },
  };
}

function nothing(): PastRun {
  return { count: 0, bits: 0, marks: [], indices: [], types: [], places: null };
}

/** Forgets the oldest run, and gives its place to the next. */
function next(past: Past, { streams }: Run): PastRun {
  const mine = past.runs[past.oldest] ?? nothing();
  past.oldest = (past.oldest + 1) % past.runs.length;
  mine.count = 0;
  mine.bits = 0;
  mine.places = streams.some(({ received }) => received.length > FEW) ? new Map() : null;
  return mine;
}

/** The event of this id in another run, the oldest first; null: none. */
function holderIn({ runs, oldest }: Past, mine: PastRun, mark: number): Holder | null {
  for (let step = 0; step < runs.length; step += 1) {
    const run = runs[(oldest + step) % runs.length];
    if (run === undefined || run === mine) continue;
    const at = placeOf(run, mark);
    if (at >= 0) return { index: run.indices[at] ?? 0, type: run.types[at] ?? "" };
  }
  return null;
}

function placeOf({ count, bits, marks, places }: PastRun, mark: number): number {
  if ((bits & bitOf(mark)) === 0) return -1;
  if (places !== null) return places.get(mark) ?? -1;
  for (let at = 0; at < count; at += 1) if (marks[at] === mark) return at;
  return -1;
}

function bitOf(mark: number): number {
  return 1 << (mark & 31);
}
