import { expect, test } from "vitest";
import { duration, list, plural } from "./figures.ts";

test("counts with their noun, thousands apart", () => {
  expect([plural(1, "run"), plural(0, "run"), plural(1_234_567, "run")]).toEqual([
    "1 run",
    "0 runs",
    "1,234,567 runs",
  ]);
});

test("durations in the unit that a reader would use", () => {
  expect([0, 0.84, 9.94, 9.96, 812, 999.7, 1_234, 5_000, 59_960, 200_400].map(duration)).toEqual([
    "0 ms",
    "0.8 ms",
    "9.9 ms",
    "10 ms",
    "812 ms",
    "1 s",
    "1.2 s",
    "5 s",
    "1 min 0 s",
    "3 min 20 s",
  ]);
});

test("lists in a sentence", () => {
  expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(list)).toEqual([
    "",
    "a",
    "a and b",
    "a, b and c",
  ]);
});
