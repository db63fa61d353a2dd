import type { Missing } from "./missing-events.ts";
import { type Gap, gapsOf, numberOf } from "../scene/numbering.ts";
import type { Received, Stream } from "../scene/scene.ts";

/**
 * Missing events at the places that the server's numbers have for them. Where the sequence allows an event at several
 * places, it cannot tell at which it is missing; but between neighbours in number none is, and in a gap no more
 * than the numbers that it lacks.
 *
 * Moved is only what plainly belongs elsewhere: to the one gap that nothing explains, or, where all are of one
 * type, to gaps that have room for just as many.
 *
 * @param events all that the server numbered; null: it did not
 */
export function placedByNumber(
  missing: readonly Missing[],
  events: readonly Received[] | null,
  stream: Pick<Stream, "terminal" | "received">,
): readonly Missing[] {
  if (events === null || missing.length === 0) return missing;
  const gaps = gapsOf(events, stream);
  const room = new Map(gaps.map((gap) => [gap, gap.count]));
  const homeless = missing.filter((one) => {
    const gap = gaps.find(({ after, before }) => before === one.before || after === one.after);
    if (gap === undefined) return isBetweenNeighbours(one);
    const left = room.get(gap) ?? 0;
    room.set(gap, left - 1);
    return left <= 0;
  });
  const free = gaps.filter((gap) => room.get(gap) === gap.count);
  const rooms = free.flatMap((gap) => Array.from({ length: Math.min(gap.count, MOST) }, () => gap));
  const types = new Set(homeless.map(({ type }) => type));
  const isPlain = free.length === 1 || (rooms.length === homeless.length && types.size === 1);
  if (!isPlain) return missing;
  return missing.map((one) => {
    const nth = homeless.indexOf(one);
    const gap = nth === -1 ? undefined : (rooms[nth] ?? free[0]);
    return gap === undefined ? one : movedTo(gap, one, stream.terminal);
  });
}

/** Numbers that a gap lacks and that are looked at: a server may leave out any number. */
const MOST = 1_000;

function isBetweenNeighbours({ after, before }: Missing): boolean {
  return after !== null && before !== null && numberOf(before) === numberOf(after) + 1;
}

function movedTo({ after, before }: Gap, one: Missing, terminal: Received | null): Missing {
  return { ...one, after, before, tail: before === terminal, place: after.op.index };
}
