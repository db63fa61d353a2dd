import { expect, test } from "vitest";
import { gather, type GatheredExecution } from "./gathered.ts";

const EXITS = { pass: 0, fail: 1, unknown: 2 } as const;

const one = (
  outcome: GatheredExecution["outcome"],
  differs: Partial<GatheredExecution> = {},
): GatheredExecution => ({
  test: "t",
  outcome,
  exit: EXITS[outcome],
  headline: "",
  runs: 1,
  seed: null,
  directory: null,
  flaky: false,
  ...differs,
});

const late = one("fail", { exit: 3 });

test.for([
  ["all passed", [one("pass"), one("pass")], false, "pass", 0],
  ["one failed", [one("pass"), one("fail"), one("unknown")], false, "fail", 1],
  ["one could not be judged", [one("pass"), one("unknown")], false, "unknown", 2],
  ["only deadlines were missed", [one("pass"), late], false, "fail", 3],
  ["deadlines were missed, and something was not judged", [late, one("unknown")], false, "fail", 1],
  ["deadlines were missed, and something else failed", [late, one("fail")], false, "fail", 1],
  ["a test failed by itself", [one("pass")], true, "fail", 1],
  ["a test failed by itself, beside missed deadlines", [late], true, "fail", 1],
  [
    "a test failed by itself, beside a crowd that was not judged",
    [one("unknown")],
    true,
    "fail",
    1,
  ],
  ["a test failed by itself, and no crowd was judged", [], true, "fail", 1],
] as const)("%s", ([, executions, testsFailed, outcome, exit]) => {
  expect(gather(executions, testsFailed)).toMatchObject({ outcome, exit });
});

test("nothing judged is no pass", () => {
  expect(gather([], false)).toEqual({ outcome: "unknown", exit: 2, reason: "no crowd was judged" });
});

test("what passed only at a second try is unknown", () => {
  expect(gather([one("pass"), one("pass", { flaky: true })], false)).toEqual({
    outcome: "unknown",
    exit: 2,
    reason: "1 passed only when tried again",
  });
});

test("what failed at every try is a failure, and hides behind no second try of another", () => {
  expect(gather([one("fail", { flaky: true })], false)).toEqual({
    outcome: "fail",
    exit: 1,
    reason: null,
  });
  expect(gather([one("pass", { flaky: true }), one("unknown", { flaky: true })], false)).toEqual({
    outcome: "unknown",
    exit: 2,
    reason: "1 passed only when tried again",
  });
});

test("each reason why it is no pass is told, and an execution's own is not told again", () => {
  expect(gather([one("pass")], true).reason).toBe("a test failed on its own account");
  expect(gather([one("unknown")], false).reason).toBeNull();
  expect(gather([one("pass")], false)).toEqual({ outcome: "pass", exit: 0, reason: null });
  expect(gather([late], false)).toEqual({ outcome: "fail", exit: 3, reason: null });
});
