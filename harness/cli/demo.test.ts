import { expect, test } from "vitest";
import { truthOf } from "./demo.ts";

const ABOUT = { about: "it breaks" };

test.each([
  ["caught", null, 1, "It fired once, and was caught, by isolation."],
  ["missed", "nothing was found at its place", 2, "It fired 2 times, and was missed: nothing was"],
  ["not-fired", "it was put nowhere", 0, "It did not fire: it takes another crowd than this one."],
] as const)("a fault that was %s is told beside the verdict", (status, why, firings, words) => {
  const caughtBy = status === "caught" ? (["isolation"] as const) : [];
  const told = truthOf("leak", ABOUT, { status, why, firings, caughtBy });
  expect(told).toContain("leak was switched on: it breaks.");
  expect(told).toContain(words);
});
