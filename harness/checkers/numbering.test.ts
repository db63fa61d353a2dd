import { expect, test } from "vitest";
import { completeness } from "./completeness.ts";
import { order } from "./order.ts";
import { judge, story } from "./testing/judging.ts";

const alone = { users: ["amy"], sentinels: [], bare: true };

/** Amy's five events with these numbers, and so many other messages after the first of them. */
function numbered(numbers: readonly number[], others: number) {
  const tale = story(alone).open().start("amy");
  for (const [at, word] of ["started", "thinking", "executing", "completed", "done"].entries()) {
    tale.event("amy", 1, word, { seq: numbers[at] ?? null });
    for (let other = 0; at === 0 && other < others; other += 1) tale.frame("amy", "unknown");
  }
  return judge(tale.finish(), order, completeness).observations.map(({ guarantee, kind, ops }) => {
    return [guarantee, kind, ops];
  });
}

test("numbers that other messages of the connection may have had are not missing", () => {
  expect(numbered([3, 5, 6, 7, 8], 1)).toEqual([]);
});

test("more numbers than came in between are skipped, whatever they count", () => {
  expect(numbered([3, 6, 7, 8, 9], 1)).toEqual([["order", "skip", [4, 2]]]);
  expect(numbered([3, 5, 6, 7, 8], 0)).toEqual([["order", "skip", [3, 2]]]);
});

test("numbers of several connections are not compared", () => {
  const tale = story({ ...alone, tabs: 2 })
    .open()
    .start("amy");
  for (const [at, word] of ["started", "thinking", "executing", "completed", "done"].entries()) {
    tale.event("amy", 1, word, { seq: at < 2 ? at + 7 : at - 1, tab: at < 2 ? 0 : 1 });
  }
  expect(judge(tale.finish(), order, completeness).observations).toEqual([]);
});
