import { expect, test } from "vitest";
import { milliseconds } from "./duration.ts";

test("a duration is a number of milliseconds, or a figure with its unit", () => {
  expect([0, 250, 1.5].map(milliseconds)).toEqual([0, 250, 1.5]);
  expect(["250ms", "5s", "1.5m", "2h", " 12.25s "].map(milliseconds)).toEqual([
    250, 5_000, 90_000, 7_200_000, 12_250,
  ]);
});

test.for([
  -1,
  Number.NaN,
  Infinity,
  "",
  "5",
  "s",
  "5 s",
  "-5s",
  ".5s",
  "5.s",
  "x5s",
  "5sx",
  "5days",
  "1.2.3s",
])("%s is none", (wrong) => {
  expect(milliseconds(wrong)).toBeNull();
});
