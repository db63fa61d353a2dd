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

/** The events of a user's last runs, in rings: number `at` of all that ever were stands in place `at` modulo the size. */
interface Past {
  /** The oldest that is remembered, and the next to come. */
  from: number;
  to: number;
  /** Numbers that stand for the ids. */
  marks: Float64Array;
  indices: Float64Array;
  types: string[];
  /** How many of them are of each run. */
  readonly runs: number[];
}

/** Runs of a user whose ids are remembered: those that were open at about the same time. */
const RUNS = 4;

/** Events that there is room for at first; a power of two, as all sizes. */
const ROOM = 32;

/** Events that are looked through one by one. */
const FEW = 64;

/** Memory: three numbers for each event of a user's last few runs, and room for as many as there were at most. */
export function createPastIds(): PastIds {
  const byUser = new Map<string, Past>();

  function pastOf(user: string): Past {
    const known = byUser.get(user);
    if (known !== undefined) return known;
    const past = {
      from: 0,
      to: 0,
      marks: new Float64Array(ROOM),
      indices: new Float64Array(ROOM),
      types: [],
      runs: [],
    };
    byUser.set(user, past);
    return past;
  }

  return {
    see(run) {
      const past = pastOf(run.owner);
      if (past.runs.length > RUNS) past.from += past.runs.shift() ?? 0;
      const before = past.to;
      const find = finder(past, run);
      let again: Again | null = null;
      for (const { received } of run.streams) {
        for (const { op, mark } of received) {
          if (mark === null) continue;
          const at = find(mark);
          if (at >= 0) again ??= { op, of: holderAt(past, at) };
          add(past, mark, op);
        }
      }
      past.runs.push(past.to - before);
      return again;
    },
  };
}

/** Finds the oldest event of a mark among those of the runs before this one; -1: there is none. */
function finder({ from, to, marks }: Past, { streams }: Run): (mark: number) => number {
  const last = marks.length - 1;
  if (to - from <= FEW && streams.every(({ received }) => received.length <= FEW)) {
    return (mark) => {
      for (let at = from; at < to; at += 1) if (marks[at & last] === mark) return at;
      return -1;
    };
  }
  const places = new Map<number, number>();
  for (let at = to - 1; at >= from; at -= 1) places.set(marks[at & last] ?? 0, at);
  return (mark) => places.get(mark) ?? -1;
}

function holderAt({ indices, types }: Past, at: number): Holder {
  const place = at & (indices.length - 1);
  return { index: indices[place] ?? 0, type: types[place] ?? "" };
}

function add(past: Past, mark: number, { index, event }: EventOp): void {
  if (past.to - past.from === past.marks.length) grow(past);
  const place = past.to & (past.marks.length - 1);
  past.marks[place] = mark;
  past.indices[place] = index;
  past.types[place] = event.type;
  past.to += 1;
}

function grow(past: Past): void {
  const { from, to, marks, indices, types } = past;
  const last = marks.length - 1;
  past.marks = new Float64Array(marks.length * 2);
  past.indices = new Float64Array(marks.length * 2);
  past.types = [];
  for (let at = from; at < to; at += 1) {
    const place = at & (past.marks.length - 1);
    past.marks[place] = marks[at & last] ?? 0;
    past.indices[place] = indices[at & last] ?? 0;
    past.types[place] = types[at & last] ?? "";
  }
}
