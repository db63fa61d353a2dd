import { expect, test } from "vitest";
import type { ErrorCode } from "../errors/codes.ts";
import { HarnessError } from "../errors/harness-error.ts";
import { decide } from "./decide.ts";
import { errorVerdict } from "./error-verdict.ts";
import { exitCode } from "./exit-code.ts";
import type { GuaranteeName } from "./guarantee.ts";
import { header, judged, observed } from "./testing.ts";
import type { Verdict } from "./verdict.ts";

const passed = decide(judged(), header, { replay: null });

function failed(guarantee: GuaranteeName, differs: Parameters<typeof judged>[0] = {}): Verdict {
  const observations = [observed({ guarantee, kind: "x" })];
  return decide(judged({ ...differs, observations }), header, { replay: null });
}

function error(code: ErrorCode): Verdict {
  return errorVerdict(new HarnessError(code, "it went wrong"));
}

test("0 pass, 1 fail, 2 unknown", () => {
  expect(exitCode(passed)).toBe(0);
  expect(exitCode(failed("order"))).toBe(1);
  expect(exitCode(decide(judged({ ended: "timeout" }), header, { replay: null }))).toBe(2);
});

test("3 when deadlines were missed, and nothing else is open", () => {
  expect(exitCode(failed("deadline"))).toBe(3);
});

test("1 when deadlines were missed and something else could not be judged", () => {
  expect(exitCode(failed("deadline", { tallies: { reach: { unknown: "no overlap" } } }))).toBe(1);
});

test("an error of the execution has its code's exit: 2, 64 or 70", () => {
  expect([error("refused"), error("bad-url"), error("defect")].map((one) => exitCode(one))).toEqual(
    [2, 64, 70],
  );
});

test("a failure seen before the target went away stays a failure", () => {
  const lost = { code: "target-exited", message: "it ended", hint: "see the log" } as const;
  expect(exitCode({ ...failed("isolation"), error: lost })).toBe(1);
  expect(exitCode({ ...failed("deadline"), error: lost })).toBe(1);
  expect(exitCode({ ...passed, error: lost })).toBe(2);
});

test("an interruption has the last word: 129, 130 or 143", () => {
  expect(exitCode(passed, "SIGINT")).toBe(130);
  expect(exitCode(failed("order"), "SIGTERM")).toBe(143);
  expect(exitCode(passed, "SIGHUP")).toBe(129);
});
