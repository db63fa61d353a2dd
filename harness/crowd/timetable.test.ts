import { expect, test } from "vitest";
import type { PlannedRun } from "../plan/plan.ts";
import { type Timetable, closedTimetable, openTimetable } from "./timetable.ts";

test("closed: the first wave goes round all members before anybody's second run", () => {
  const timetable = closedTimetable([member("a", 2), member("b", 3)], 2, 10);
  expect(drainAt(timetable, 10)).toEqual(["a0@10", "b0@10", "a1@10", "b1@10"]);
  expect(timetable.exhausted(0)).toBe(false);
  expect(timetable.wakesAt()).toBeNull();
});

test("closed: a member's next run comes when one of his is over, and not when another's is", () => {
  const timetable = closedTimetable([member("a", 2), member("b", 1)], 1, 0);
  expect(drainAt(timetable, 0)).toEqual(["a0@0", "b0@0"]);
  timetable.over(1, 5);
  expect(drainAt(timetable, 6)).toEqual([]);
  timetable.over(0, 7);
  expect(drainAt(timetable, 8)).toEqual(["a1@7"]);
  expect(timetable.exhausted(0)).toBe(true);
});

test("closed: thousands of turns pass through in order", () => {
  const timetable = closedTimetable([member("a", 5_000)], 1, 0);
  const seen: string[] = [];
  for (let now = 0; !timetable.exhausted(0); now += 1) {
    seen.push(...drainAt(timetable, now));
    timetable.over(0, now);
  }
  expect(seen).toHaveLength(5_000);
  expect(seen.at(-1)).toBe("a4999@4998");
});

test("open: runs come due by the clock, in its order, and wait for nobody", () => {
  const timetable = openTimetable([member("a", 2, [0, 30]), member("b", 2, [10, 20])], 100);
  expect(drainAt(timetable, 99)).toEqual([]);
  expect(timetable.wakesAt()).toBe(100);
  expect(drainAt(timetable, 121)).toEqual(["a0@100", "b0@110", "b1@120"]);
  expect(timetable.wakesAt()).toBe(130);
  expect(drainAt(timetable, 130)).toEqual(["a1@130"]);
  expect([timetable.exhausted(0), timetable.wakesAt()]).toEqual([true, null]);
});

test("closed: when the time is over nobody starts a run, however many he has", () => {
  const timetable = closedTimetable([member("a", 9)], 1, 10, 30);
  expect(drainAt(timetable, 10)).toEqual(["a0@10"]);
  timetable.over(0, 29);
  expect(timetable.exhausted(29)).toBe(false);
  expect(drainAt(timetable, 29)).toEqual(["a1@29"]);
  timetable.over(0, 30);
  expect(drainAt(timetable, 30)).toEqual([]);
  expect(timetable.exhausted(30)).toBe(true);
});

test("runs that have no end are asked for one by one", () => {
  let made = 0;
  function* endless(name: string, first: number): Generator<PlannedRun> {
    for (let at = first; ; at += 20, made += 1) yield planned(name, at / 10, at);
  }
  const members = [
    { [Symbol.iterator]: () => endless("a", 0) },
    { [Symbol.iterator]: () => endless("b", 10) },
  ];
  const closed = closedTimetable(members, 2, 0);
  expect(drainAt(closed, 0)).toEqual(["a0@0", "b1@0", "a2@0", "b3@0"]);
  const open = openTimetable(members, 100);
  expect(drainAt(open, 135)).toEqual(["a0@100", "b1@110", "a2@120", "b3@130"]);
  expect([open.wakesAt(), open.exhausted(1e9)]).toEqual([140, false]);
  expect(made).toBeLessThan(20);
});

test("a plan without runs is exhausted at once", () => {
  expect(closedTimetable([member("a", 0)], 3, 0).exhausted(0)).toBe(true);
  expect(openTimetable([], 0).exhausted(0)).toBe(true);
});

function drainAt(timetable: Timetable, now: number): string[] {
  const seen: string[] = [];
  for (let due = timetable.next(now); due; due = timetable.next(now)) {
    seen.push(`${due.run.id}@${due.scheduled}`);
  }
  return seen;
}

function member(name: string, count: number, at: readonly number[] = []): PlannedRun[] {
  return Array.from({ length: count }, (_, ordinal) => planned(name, ordinal, at[ordinal] ?? null));
}

function planned(name: string, ordinal: number, at: number | null): PlannedRun {
  return { ordinal, id: `${name}${ordinal}`, thread: "t", canary: "c", prompt: "p", at };
}
