import { expect, test } from "vitest";
import { decide } from "./decide.ts";
import { header, judged, observed } from "./testing.ts";
import { judgeThresholds, type Thresholds, withThresholds } from "./thresholds.ts";

const latency = {
  accepted: null,
  first: { p50: 10, p95: 20, p99: 30, max: 40 },
  gap: { p50: 1, p95: 2, p99: 3, max: 4 },
  total: { p50: 100, p95: 200, p99: 300, max: 400 },
};
const health = { eventLoopDelayP99Ms: 5, maxSendLagMs: 1, maxTickLagMs: 1 };
const answer = (thresholds: Thresholds) => {
  const { missed, unknown } = judgeThresholds(thresholds, latency, health);
  return [missed.map(({ kind, message }) => [kind, message]), unknown];
};

test("what is over its limit by more than our own lag is missed", () => {
  expect(answer({ first: { p95: 14, p99: 100 }, total: { max: 394 } })).toEqual([
    [
      ["first-p95", "p95 of the first event is 20 ms, limit 14 ms"],
      ["total-max", "max of the whole run is 400 ms, limit 394 ms"],
    ],
    null,
  ]);
});

test("what keeps its limit by more than our own lag is met", () => {
  expect(answer({ first: { p95: 25 }, gap: { p50: 6 } })).toEqual([[], null]);
});

test("what is too near to tell, and what was not measured, is unknown", () => {
  expect(answer({ first: { p95: 24, p99: 25 }, accepted: { p50: 1_000 } })).toEqual([
    [],
    "p50 of the acknowledgement was not measured; p95 of the first event, 20 ms, is too near its limit for our own lag; p99 of the first event, 30 ms, is too near its limit for our own lag",
  ]);
});

/** Outcome of the whole and of deadline, and how many runs it judged, where the contract has no limits. */
function outcome(thresholds: Thresholds) {
  const whole = decide(
    judged({ latency, health, tallies: { deadline: { trials: 0 } } }),
    { ...header, thresholds },
    { replay: null },
  );
  const one = whole.guarantees.find(({ name }) => name === "deadline");
  return [whole.outcome, one?.outcome, one?.trials];
}

test("they decide the deadline guarantee, also where the contract limits no run", () => {
  expect(outcome({ first: { p95: 50 } })).toEqual(["pass", "pass", 100]);
  expect(outcome({ first: { p95: 10 } })).toEqual(["fail", "fail", 100]);
  expect(outcome({ first: { p95: 22 } })).toEqual(["unknown", "unknown", 100]);
});

test("without limits on the whole a judgement stays what it is", () => {
  const before = judged({ latency, health });
  expect(withThresholds(before, {})).toBe(before);
});

test("they are added to what the contract's own limits say, and replace nothing of it", () => {
  const late = observed({ guarantee: "deadline", kind: "total" });
  const before = judged({
    latency,
    health,
    observations: [late],
    tallies: { deadline: { trials: 7, unknown: "2 of 9 runs were not judged" } },
  });
  const after = withThresholds(before, { gap: { max: 1, p99: 4 }, accepted: { p50: 1 } });
  expect(after.tallies.get("deadline")).toEqual({
    trials: 7,
    evaluated: 500,
    unknown:
      "2 of 9 runs were not judged; p50 of the acknowledgement was not measured; p99 of the next event, 3 ms, is too near its limit for our own lag; max of the next event, 4 ms, is too near its limit for our own lag",
  });
  expect(after.observations).toEqual([late]);
  const slow = withThresholds(before, { total: { p50: 50 } });
  expect(slow.observations).toEqual([
    late,
    {
      guarantee: "deadline",
      kind: "total-p50",
      user: null,
      victim: null,
      run: null,
      event: null,
      ops: [],
      message: "p50 of the whole run is 100 ms, limit 50 ms",
    },
  ]);
  expect(slow.observed.get("deadline")).toBe(2);
  expect(slow.tallies.get("order")).toEqual(before.tallies.get("order"));
});

test("where no checker spoke of deadlines, the runs are the trials", () => {
  const { tallies, ...rest } = judged({ latency, health });
  const silent = new Map([...tallies].filter(([name]) => name !== "deadline"));
  const after = withThresholds({ ...rest, tallies: silent }, { first: { p95: 50 } });
  expect(after.tallies.get("deadline")).toEqual({ trials: 100, evaluated: 0, unknown: null });
});
