import { expect, test } from "vitest";
import { gapsOf, inversionsOf, numberedEvents, repeatsOf } from "./numbering.ts";
import type { Received, Run } from "./scene.ts";
import { settled, stream } from "../testing/settled-run.ts";

interface Placed {
  readonly seq: number;
  /** Which message of its connection it was. */
  readonly nth?: number;
  /** Its connection. */
  readonly on?: number;
}

type Line = number | null | Placed;

/** Events with these numbers, in the order of their arrival. */
function numbered(...lines: readonly Line[]): readonly Received[] {
  const seen = lines.map((line) => {
    const seq = typeof line === "object" && line !== null ? line.seq : line;
    return { type: "agent_thinking", time: 0, seq };
  });
  return stream(seen).received.map(({ op, ...rest }, at) => {
    const line = lines[at];
    const more: Partial<Placed> = typeof line === "object" && line !== null ? line : {};
    const placed = { ...op, connection: more.on ?? 0 };
    return { op: placed, ...rest, ...(more.nth !== undefined && { nth: more.nth }) };
  });
}

function seqs(events: readonly Received[] | null) {
  return events?.map(({ op }) => op.event.seq) ?? null;
}

/** The numbers by which these events may be judged; null: none. */
function judged(
  seq: "always" | "optional" | "never",
  events: readonly Received[],
  run: Partial<Run> = {},
) {
  return seqs(numberedEvents(settled([], run), { ...stream([]), received: [...events] }, { seq }));
}

test("numbers that are promised count, whatever else the user runs or wherever they come", () => {
  const hopping = numbered(1, { seq: 2, on: 4 });
  expect(judged("always", hopping, { overlapped: true })).toEqual([1, 2]);
});

test("numbers that nobody promised count in a run by itself on one connection", () => {
  expect(judged("optional", numbered(1, 2))).toEqual([1, 2]);
  expect(judged("optional", numbered(1, 2), { overlapped: true })).toBeNull();
  expect(judged("optional", numbered(1, { seq: 2, on: 4 }))).toBeNull();
});

test("numbers that are none by declaration, or not on every event, do not count", () => {
  expect(judged("never", numbered(1, 2))).toBeNull();
  expect(judged("always", numbered(1, null, 3))).toBeNull();
});

test("a copy's number does not count, and need not be there", () => {
  const [first, second] = numbered(1, null);
  if (first === undefined || second === undefined) throw new Error("two events were received");
  expect(judged("always", [first, { ...second, copyOf: first, copyKind: "same" }])).toEqual([1]);
});

/** Gaps as number before, number after, how many. */
function gaps(
  events: readonly Received[],
  terminal: Received | null = null,
  copies: readonly Received[] = [],
) {
  return gapsOf(events, { terminal, received: [...events, ...copies] }).map(
    ({ after, before, count }) => [after.op.event.seq, before.op.event.seq, count],
  );
}

test("what lies between two numbers did not come, in whatever order the others did", () => {
  expect(gaps(numbered(7, 4, 5, 9))).toEqual([
    [5, 7, 1],
    [7, 9, 1],
  ]);
  expect(gaps(numbered(1, 4))).toEqual([[1, 4, 2]]);
  expect(gaps(numbered(3, 3, 4))).toEqual([]);
});

test("beyond the number of the terminal event nothing is missed", () => {
  const events = numbered(1, 3, 8);
  expect(gaps(events, events[1])).toEqual([[1, 3, 1]]);
  expect(gaps(events)).toEqual([
    [1, 3, 1],
    [3, 8, 4],
  ]);
});

test("a number that a copy has of its own is not missing, and those beside it are", () => {
  const [first, copy, last] = numbered(1, 2, 4);
  if (!first || !copy || !last) throw new Error("three events were received");
  const copies: Received[] = [{ ...copy, copyOf: first, copyKind: "re-id" }];
  expect(gaps([first, last], null, copies)).toEqual([[1, 4, 1]]);
  expect(gaps(numbered(1, 3), null, copies)).toEqual([]);
});

test("a copy under a number that had come, or outside the gap, fills none of it", () => {
  const [first, last, below, beyond] = numbered(1, 4, 0, 9);
  if (!first || !last || !below || !beyond) throw new Error("four events were received");
  const copies = [first, last, below, beyond].map((copy): Received => {
    return { ...copy, copyOf: first, copyKind: "same" };
  });
  expect(gaps([first, last], null, copies)).toEqual([[1, 4, 2]]);
});

test("what else came on the connection in between may have had the numbers", () => {
  const two = (nth: number) => numbered({ seq: 1, nth: 10 }, { seq: 4, nth });
  expect(gaps(two(11))).toEqual([[1, 4, 2]]);
  expect(gaps(two(12))).toEqual([[1, 4, 2]]);
  expect(gaps(two(13))).toEqual([]);
  expect(gaps(numbered({ seq: 1, nth: 10 }, 4))).toEqual([[1, 4, 2]]);
  expect(gaps(numbered(1, { seq: 4, nth: 13 }))).toEqual([[1, 4, 2]]);
});

test("a number below that of the event before runs backwards, an equal one does not", () => {
  expect(
    inversionsOf(numbered(2, 5, 3, 3, 4)).map(({ later, earlier }) => seqs([later, earlier])),
  ).toEqual([[3, 5]]);
});

test("two events under one number share it, also far apart", () => {
  expect(
    repeatsOf(numbered(1, 2, 2, 3, 1)).map(({ later, earlier }) => [
      later.op.event.seq,
      later.op.index - earlier.op.index,
    ]),
  ).toEqual([
    [2, 1],
    [1, 4],
  ]);
  expect(repeatsOf(numbered(3, 2, 1))).toEqual([]);
});
