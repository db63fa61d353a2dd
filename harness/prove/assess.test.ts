import { expect, test } from "vitest";
import type { Firing } from "../../fixtures/reference-server/faults/aim.ts";
import type { Finding } from "../verdict/finding.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { assess } from "./assess.ts";
import { assessTwin } from "./assess-twin.ts";

const HOLE = {
  caughtBy: [{ guarantee: "completeness", kind: "hole" }],
  consequences: [{ guarantee: "pairing" }],
};

const FIRING: Firing = {
  fault: "drop-middle",
  user: "amy",
  run: "1",
  victim: null,
  event: "agent_thinking",
};

function found(change: Partial<Finding> = {}): Finding {
  return {
    guarantee: "completeness",
    kind: "hole",
    user: "amy",
    victim: null,
    run: "1",
    event: "agent_thinking",
    ops: [3],
    message: "it never came",
    consequences: [],
    consequenceCount: 0,
    fingerprint: "0123456789ab",
    ...change,
  };
}

function report(findings: readonly Finding[], change: object = {}): Verdict {
  const { name, outcome } = {
    name: "completeness",
    outcome: findings.length > 0 ? "fail" : "pass",
  };
  return {
    outcome,
    findings,
    guarantees: [{ name, outcome, reason: null, trials: 50 }],
    conditions: { damage: null },
    envelope: { runs: 50 },
    error: null,
    ...change,
  } as unknown as Verdict;
}

const CAUGHT = {
  status: "caught",
  why: null,
  runs: 50,
  firings: 1,
  recalled: 1,
  caughtBy: ["completeness"],
  consequences: [],
  alarms: [],
};

const status = (firings: readonly Firing[], verdict: Verdict) =>
  assess(HOLE, firings, verdict).status;

test("caught is the fault's own guarantee and kind, at its user, run and event", () => {
  expect(assess(HOLE, [FIRING], report([found()]))).toEqual(CAUGHT);
});

test("a consequence that the fault lists is none of its own findings, and no alarm", () => {
  const pairing = found({ guarantee: "pairing", kind: "close-without-open" });
  expect(assess(HOLE, [FIRING], report([found({ consequences: [pairing] })]))).toEqual({
    ...CAUGHT,
    consequences: ["pairing"],
  });
});

test("one that it does not list is a false alarm", () => {
  const order = found({ guarantee: "order", kind: "swap", message: "two changed places" });
  const { alarms, status: still } = assess(
    HOLE,
    [FIRING],
    report([found({ consequences: [order] })]),
  );
  expect(still).toBe("caught");
  expect(alarms).toEqual([order]);
});

test("another finding of its own is a false alarm, also where its kind is the fault's but its place is not", () => {
  const stray = found({ run: "2" });
  const unrelated = found({ guarantee: "pairing", kind: "open-span", event: null });
  const { alarms } = assess(HOLE, [FIRING], report([found(), stray, unrelated]));
  expect(alarms).toEqual([stray, unrelated]);
});

test("where two must speak, one alone is not enough, and the other may be a consequence", () => {
  const fault = { ...HOLE, also: [{ guarantee: "connection" }] };
  const close = found({ guarantee: "connection", kind: "unexplained-close", event: null });
  const joined = assess(fault, [FIRING], report([found({ consequences: [close] })]));
  expect(joined).toEqual({ ...CAUGHT, consequences: ["connection"] });
  expect(assess(fault, [FIRING], report([found(), close]))).toEqual(joined);
  expect(assess(fault, [FIRING], report([found()]))).toMatchObject({
    status: "missed",
    why: "caught, and connection was not told",
  });
  const far = { ...close, user: "bo", run: "2" };
  expect(assess(fault, [FIRING], report([found(), far]))).toMatchObject({
    status: "missed",
    alarms: [far],
  });
});

test("what the fault lists as true besides is no alarm at its place, and one elsewhere", () => {
  const fault = { ...HOLE, beside: [{ guarantee: "completeness", kind: "errored" }] };
  const errored = found({ kind: "errored", event: "agent_error" });
  const far = found({ kind: "errored", run: "2" });
  expect(assess(fault, [FIRING], report([found(), errored]))).toEqual({
    ...CAUGHT,
    consequences: ["completeness"],
  });
  expect(assess(fault, [FIRING], report([found(), far])).alarms).toEqual([far]);
});

test.each([
  ["another kind at the place", found({ kind: "tail" }), "elsewhere"],
  ["another guarantee at the place", found({ guarantee: "order", kind: "swap" }), "elsewhere"],
  [
    "its own kind as somebody else's consequence",
    found({ guarantee: "isolation", kind: "misroute", consequences: [found()] }),
    "elsewhere",
  ],
  ["another run", found({ run: "2" }), "missed"],
  ["another user", found({ user: "bo" }), "missed"],
  ["another event of the run", found({ event: "agent_started" }), "elsewhere"],
  ["no run at all, where runs are judged", found({ run: null, event: null }), "elsewhere"],
])("%s is not caught", (_what, finding, expected) => {
  expect(status([FIRING], report([finding]))).toBe(expected);
});

test("a leak is told at its receiver, of its victim, and what the victim misses is elsewhere", () => {
  const fault = { caughtBy: [{ guarantee: "isolation" }], consequences: [] };
  const firing = { ...FIRING, user: "bo", victim: "amy" };
  const leak = found({ guarantee: "isolation", kind: "misroute", user: "bo", victim: "amy" });
  expect(assess(fault, [firing], report([leak])).status).toBe("caught");
  const blamed = { ...leak, victim: "cy" };
  expect(assess(fault, [firing], report([blamed])).status).toBe("elsewhere");
  expect(assess(fault, [firing], report([found()])).status).toBe("elsewhere");
});

test("what is judged by the connection names no run, and catches all the same", () => {
  const fault = { caughtBy: [{ guarantee: "connection" }], consequences: [] };
  const close = found({ guarantee: "connection", kind: "close", run: null, event: null });
  expect(assess(fault, [FIRING], report([close])).status).toBe("caught");
});

test("every place counts: recall is of the firings", () => {
  const both = assess(HOLE, [FIRING, { ...FIRING, run: "2" }], report([found()]));
  expect([both.status, both.recalled, both.firings, both.why]).toEqual([
    "missed",
    1,
    2,
    "1 of 2 places caught",
  ]);
});

test("a firing that stands in the finding of another is caught, too", () => {
  const next = { ...FIRING, event: "tool_executing" };
  const joined = found({ consequences: [found({ event: "tool_executing" })] });
  expect(assess(HOLE, [FIRING, next], report([joined]))).toMatchObject({
    status: "caught",
    recalled: 2,
    alarms: [],
  });
  expect(status([FIRING, { ...next, run: "2" }], report([joined]))).toBe("missed");
});

test("put nowhere is not fired, and an execution that failed is unknown", () => {
  expect(status([], report([]))).toBe("not-fired");
  const error = { code: "target-exited", message: "it ended", hint: "" };
  expect(assess(HOLE, [], report([], { error }))).toMatchObject({
    status: "unknown",
    why: "target-exited: it ended",
  });
});

test("nothing found is missed where its guarantee was judged, and unknown where it was not", () => {
  expect(status([FIRING], report([]))).toBe("missed");
  const partly = [{ name: "completeness", outcome: "pass", reason: null, trials: 49 }];
  expect(assess(HOLE, [FIRING], report([], { guarantees: partly }))).toMatchObject({
    status: "unknown",
    why: "1 of 50 runs were not judged",
  });
  const guarantees = [{ name: "completeness", outcome: "unknown", reason: "we lagged" }];
  expect(assess(HOLE, [FIRING], report([], { guarantees }))).toMatchObject({
    status: "unknown",
    why: "we lagged",
  });
  const conditions = { damage: "an op is missing" };
  expect(status([FIRING], report([], { conditions }))).toBe("unknown");
});

test("a legal twin passes only without any finding, and with the outcome pass", () => {
  expect(assessTwin(report([]))).toMatchObject({ status: "passed", why: null, runs: 50 });
  expect(assessTwin(report([found()]))).toMatchObject({
    status: "alarmed",
    why: "the outcome is fail",
    alarms: [found()],
  });
  const guarantees = [{ name: "reach", outcome: "unknown", reason: "too few users" }];
  expect(assessTwin(report([], { outcome: "unknown", guarantees }))).toMatchObject({
    status: "alarmed",
    alarms: [{ guarantee: "reach", kind: "unknown", message: "too few users" }],
  });
});

test("a twin whose execution failed is unknown", () => {
  const error = { code: "refused", message: "nobody listens", hint: "" };
  expect(assessTwin(report([], { outcome: "unknown", error }))).toMatchObject({
    status: "unknown",
    why: "refused: nobody listens",
  });
});
