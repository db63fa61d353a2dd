import { expect, test } from "vitest";
import { parseOptions } from "./options.ts";

const KNOWN = ["a", "b", "c"] as const;
const parse = (...args: readonly string[]) => parseOptions(args, KNOWN);

test("everything is measured five times, and kept", () => {
  expect(parse()).toEqual({
    only: ["a", "b", "c"],
    quick: false,
    huge: false,
    repetitions: 5,
    out: "bench/results",
    render: false,
    help: false,
  });
});

test("quick runs are done once, and not kept unless a folder is named", () => {
  expect(parse("--quick")).toMatchObject({ quick: true, repetitions: 1, out: null });
  expect(parse("--quick", "--reps", "2", "--out", "x")).toMatchObject({ repetitions: 2, out: "x" });
});

test("some are measured, in their own order", () => {
  expect(parse("--only", "c, a").only).toEqual(["a", "c"]);
});

test.each([
  [["--only", "a,x,y"], "--only x,y: there are a, b, c."],
  [["--reps", "0"], "--reps 0: a whole number from 1 to 50 is needed."],
  [["--reps", "many"], "--reps many: a whole number from 1 to 50 is needed."],
  [["--fast"], "Unknown option '--fast'"],
])("%j is refused", (args, message) => {
  expect(() => parse(...args)).toThrow(message);
});
