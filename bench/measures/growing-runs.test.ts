import { expect, test } from "vitest";
import { costBetween } from "./growing-runs.ts";

const MARKS = [
  { events: 0, cpu: 5 },
  { events: 100, cpu: 6 },
  { events: 300, cpu: 7 },
  { events: 400, cpu: 11 },
];

test("a window's cost is taken between the marks around it", () => {
  expect(costBetween(MARKS, 0, 100)).toBe(10);
  expect(costBetween(MARKS, 150, 250)).toBe(5);
  expect(costBetween(MARKS, 250, 1_000)).toBeCloseTo(16.667);
});

test("without marks around it, it has none", () => {
  expect(costBetween([], 0, 100)).toBeNaN();
  expect(costBetween(MARKS, 400, 500)).toBeNaN();
});
