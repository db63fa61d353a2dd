import type { HistoryHeader } from "../../history/header.ts";
import type { EventOp } from "../../history/op.ts";
import { markOf } from "../scene/mark-of.ts";
import type { Place } from "../scene/scene.ts";

/**
 * Ids of events that came to their owners, and those by which a server names runs, as numbers: an id that two parts of
 * a crowd saw came to two users.
 */
export interface IdMarks {
  see(op: EventOp, place: Place): void;
  /** The id of an event that came to its owner, as a number. */
  keep(mark: number): void;
  /** The server's own id of a run of this part. */
  name(id: string): void;
  /** In ascending order, each once. */
  marks(): Float64Array;
  /** Ids that were kept, whether or not one came twice. */
  readonly count: number;
  /** Events whose ids were not kept any more. */
  readonly beyond: number;
}

/** Ids kept of one part, at most: 32 MB. */
const MOST = 4_000_000;

/**
 * Of events only where the dialect declares ids to be global: else equal ids convict nobody without an event too many.
 * 53 bits of a hash each: two that are equal by chance cost a second look, and convict nobody.
 */
export function createIdMarks({ dialect, slice }: HistoryHeader, most: number = MOST): IdMarks {
  const ofEvents = slice !== undefined && dialect.eventIds === "global";
  let kept = new Float64Array(slice === undefined ? 0 : Math.min(most, 1_024));
  let count = 0;
  let beyond = 0;

  function room(): boolean {
    if (count < kept.length) return true;
    if (count >= most) return false;
    const grown = new Float64Array(Math.min(most, kept.length * 2));
    grown.set(kept);
    kept = grown;
    return true;
  }

  function keep(mark: number): void {
    if (room()) {
      kept[count] = mark;
      count += 1;
    } else beyond += 1;
  }

  return {
    see({ event: { id } }, { ownership, received }) {
      if (ofEvents && id !== null && ownership?.kind === "own") keep(received?.mark ?? markOf(id));
    },
    keep(mark) {
      if (ofEvents) keep(mark);
    },
    name(id) {
      if (slice !== undefined) keep(markOf(`run ${id}`));
    },
    marks: () => unique(kept.subarray(0, count).toSorted()),
    get count() {
      return count;
    },
    get beyond() {
      return beyond;
    },
  };
}

/** What two have in common, and all that they have; both ascend. */
export function mergeMarks(
  one: Float64Array,
  other: Float64Array,
): { readonly marks: Float64Array; readonly shared: boolean } {
  if (one.length === 0 || other.length === 0) {
    return { marks: one.length === 0 ? other : one, shared: false };
  }
  const both = new Float64Array(one.length + other.length);
  let [a, b] = [0, 0];
  for (let at = 0; at < both.length; at += 1) {
    const isNext = b >= other.length || (one[a] ?? Infinity) <= (other[b] ?? Infinity);
    both[at] = (isNext ? one[a] : other[b]) ?? 0;
    if (isNext) a += 1;
    else b += 1;
  }
  const marks = unique(both);
  return { marks, shared: marks.length < both.length };
}

/** The same numbers, each once; in their place. */
function unique(sorted: Float64Array): Float64Array {
  let count = 0;
  for (let at = 0; at < sorted.length; at += 1) {
    const mark = sorted[at] ?? 0;
    if (at > 0 && mark === sorted[count - 1]) continue;
    sorted[count] = mark;
    count += 1;
  }
  return sorted.slice(0, count);
}
