import { expect, test } from "vitest";
import { createSteps, mergeSteps, peakOf } from "./steps.ts";

test("the peak of several parts is that of all at once, and not the sum of theirs", () => {
  const early = { up: [1, 2], down: [4, 5] };
  const late = { up: [3, 6], down: [7, 8] };
  expect([peakOf(early), peakOf(late), peakOf(mergeSteps([early, late]))]).toEqual([2, 2, 3]);
});

test("what goes as another comes was gone", () => {
  expect(peakOf({ up: [1, 2], down: [2, 3] })).toBe(1);
});

test("what never went is still there, and nothing has no peak", () => {
  expect([peakOf({ up: [1, 2, 3], down: [] }), peakOf({ up: [], down: [] })]).toEqual([3, 0]);
});

test("beyond the bound what was open is taken as gone, so that no peak is made up", () => {
  let time = 0;
  const book = createSteps(() => (time += 1), 3);
  for (let at = 0; at < 3; at += 1) book.up();
  book.down();
  for (let at = 0; at < 5; at += 1) book.up();
  book.down();
  expect(book.steps()).toEqual({ up: [1, 2, 3], down: [4, 5, 6] });
});
