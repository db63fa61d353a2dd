import { expect, test } from "vitest";
import { bound95, boundInWords, percent } from "./bounds.ts";

test("no trial bounds nothing", () => {
  expect(bound95(0)).toBeNull();
  expect(boundInWords(0, "run")).toBe("nothing was judged");
});

test("the rule of three from thirty trials on", () => {
  expect([30, 100, 1_000].map(bound95)).toEqual([0.1, 0.03, 0.003]);
});

test("few trials have the exact bound, and none is above 1", () => {
  expect(bound95(1)).toBeCloseTo(0.95, 10);
  expect(bound95(2)).toBeCloseTo(0.7764, 4);
  expect(bound95(10)).toBeCloseTo(0.2589, 4);
});

test("a bug at the bound would stay unseen in at most 5 % of executions", () => {
  for (const trials of [1, 2, 3, 7, 29, 30, 100, 5_000]) {
    expect((1 - (bound95(trials) ?? 0)) ** trials).toBeLessThanOrEqual(0.05 + 1e-12);
  }
});

test("says the bound in words", () => {
  expect(boundInWords(100, "run")).toBe(
    "with no failure in 100 runs, a bug that hits more than 3 % of runs would have been seen with 95 % confidence, under this envelope",
  );
  expect(boundInWords(8_000, "run")).toMatch(/^with no failure in 8,000 runs, /);
  expect(boundInWords(1, "execution")).toMatch(
    /^with no failure in 1 execution, .* 95 % of executions/,
  );
});

test("rounds a percentage up, to two digits", () => {
  expect([0.03, 0.0301, 0.2588, 0.95, 0.0003, 0.00305, 1, 0].map(percent)).toEqual([
    "3 %",
    "3.1 %",
    "26 %",
    "95 %",
    "0.03 %",
    "0.31 %",
    "100 %",
    "0 %",
  ]);
});
