import { expect, test } from "vitest";
import { gather, type GatheredExecution } from "./gathered.ts";

const ENDED = { failed: false, interrupted: false };
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
] as const)("%s", ([, executions, failed, outcome, exit]) => {
  expect(gather(executions, { failed, interrupted: false })).toMatchObject({ outcome, exit });
});

test("nothing judged is no pass", () => {
  expect(gather([], ENDED)).toEqual({ outcome: "unknown", exit: 2, reason: "no crowd was judged" });
});

test("what passed only at a second try is unknown", () => {
  expect(gather([one("pass"), one("pass", { flaky: true })], ENDED)).toEqual({
    outcome: "unknown",
    exit: 2,
    reason: "1 passed only when tried again",
  });
});

test("what failed at every try is a failure, and hides behind no second try of another", () => {
  expect(gather([one("fail", { flaky: true })], ENDED)).toEqual({
    outcome: "fail",
    exit: 1,
    reason: null,
  });
  expect(gather([one("pass", { flaky: true }), one("unknown", { flaky: true })], ENDED)).toEqual({
    outcome: "unknown",
    exit: 2,
    reason: "1 passed only when tried again",
  });
});

test("each reason why it is no pass is told, and an execution's own is not told again", () => {
  expect(gather([one("pass")], { ...ENDED, failed: true }).reason).toBe(
    "a test failed on its own account",
  );
  expect(gather([one("unknown")], ENDED).reason).toBeNull();
  expect(gather([one("pass")], ENDED)).toEqual({ outcome: "pass", exit: 0, reason: null });
  expect(gather([late], ENDED)).toEqual({ outcome: "fail", exit: 3, reason: null });
});

test.for([
  ["what passed before is no pass", [one("pass")], "unknown", 2],
  ["nothing judged is no pass", [], "unknown", 2],
  ["a failure stands", [one("pass"), one("fail")], "fail", 1],
  ["missed deadlines are not the only thing amiss", [late], "fail", 1],
] as const)("where the tests were interrupted, %s", ([, executions, outcome, exit]) => {
  expect(gather(executions, { ...ENDED, interrupted: true })).toEqual({
    outcome,
    exit,
    reason: outcome === "fail" ? null : "the tests were interrupted",
  });
});
