import { expect, test } from "vitest";
import { parseRange } from "./range.ts";

test("a range is a number, or a text of one or two", () => {
  expect([0, 2, "0", "7", "0..", "1..3", "2..2", " 1 .. 3 ", "12 .. "].map(parseRange)).toEqual([
    { min: 0, max: 0 },
    { min: 2, max: 2 },
    { min: 0, max: 0 },
    { min: 7, max: 7 },
    { min: 0, max: null },
    { min: 1, max: 3 },
    { min: 2, max: 2 },
    { min: 1, max: 3 },
    { min: 12, max: null },
  ]);
});

test.for([
  -1,
  1.5,
  Number.NaN,
  "",
  "..",
  "..3",
  "3..1",
  "1.3",
  "a",
  "x1..3",
  "1..3x",
  "1234567890",
])("%s is none", (wrong) => {
  expect(parseRange(wrong)).toBeNull();
});
