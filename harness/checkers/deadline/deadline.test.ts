import { expect, test } from "vitest";
import { deadline } from "./deadline.ts";
import {
  type Circumstances,
  judgeSettled,
  type Seen,
  settled,
  stream,
} from "../testing/settled-run.ts";
import type { Op } from "../../history/op.ts";
import type { Connection, Run } from "../scene/scene.ts";

interface Setting extends Omit<Circumstances, "header" | "contract" | "ops"> {
  readonly accepted?: number;
  readonly first?: number;
  readonly gap?: number;
  readonly total?: number;
  readonly acceptance?: "always" | "optional" | "never";
  readonly schedule?: "open" | "closed";
  /** Ticks that came late: time, lag. */
  readonly ticks?: readonly (readonly [number, number])[];
  /** How busy the loop had been at these times, after a run was sent. */
  readonly busy?: readonly (readonly [number, number])[];
}

function judge(runs: readonly Run[], setting: Setting) {
  const { accepted, first, gap, total, acceptance = "optional", schedule = "open" } = setting;
  const limits = Object.entries({ accepted, first, gap, total });
  const ticks = setting.ticks ?? [];
  const { observations, tally } = judgeSettled(deadline, runs, {
    ...setting,
    header: { dialect: { provides: { acceptance } }, plan: { schedule } },
    contract: { deadlines: Object.fromEntries(limits.filter(([, limit]) => limit !== undefined)) },
    ops: [
      ...ticks.map(([time, lag], index): Op => ({ index, time, type: "tick", lag })),
      SENT,
      ...(setting.busy ?? []).map(([time, busy], index): Op => ({ index, time, ...QUIET, busy })),
    ],
  });
  return { kinds: observations.map(({ kind, run, ops }) => [kind, run, ops]), observations, tally };
}

const QUIET = {
  type: "health",
  eventLoopDelayP99: 0,
  eventLoopDelayMax: 0,
  maxSendLag: 0,
  memory: 0,
} as const;

const SENT: Op = {
  index: 0,
  time: 0,
  type: "send",
  action: "start",
  connection: 0,
  user: "amy",
  run: "r1",
  thread: null,
  canary: null,
  scheduled: 0,
  outcome: "ok",
};

const started = (time: number): Seen => ({ type: "agent_started", time });
const thinking = (time: number): Seen => ({ type: "agent_thinking", time });
const completed = (time: number): Seen => ({ type: "agent_completed", time });

test("catches a first event, a gap and a terminal event over their limits", () => {
  const slowFirst = settled([started(501), thinking(550), completed(600)]);
  const stalled = settled([started(100), thinking(701), completed(750)], { id: "r2" });
  const slow = settled([started(100), thinking(600), completed(1_001)], { id: "r3" });
  const { kinds, observations, tally } = judge([slowFirst, stalled, slow], {
    first: 500,
    gap: 600,
    total: 1_000,
  });
  expect(kinds).toEqual([
    ["first", "r1", [10, 1]],
    ["gap", "r2", [11, 10]],
    ["total", "r3", [12, 1]],
  ]);
  expect(observations[1]).toEqual({
    guarantee: "deadline",
    kind: "gap",
    user: "amy",
    victim: null,
    run: "r2",
    event: "agent_thinking",
    ops: [11, 10],
    message: "amy's next event took 601 ms, limit 600 ms (own lag 0 ms)",
  });
  expect(tally).toEqual({ trials: 3, evaluated: 12, unknown: null, notes: [] });
});

test("of several late gaps the longest is the finding", () => {
  const run = settled([started(10), thinking(200), completed(900)]);
  expect(judge([run], { gap: 100 }).kinds).toEqual([["gap", "r1", [12, 11]]]);
});

test("a run that missed one limit is judged, although another was too near to tell", () => {
  const run = settled([started(300), completed(990)], { sent: 20 });
  const { kinds, tally } = judge([run], { first: 100, total: 1_000 });
  expect(kinds).toEqual([["first", "r1", [10, 1]]]);
  expect(tally).toEqual({ trials: 1, evaluated: 2, unknown: null, notes: [] });
});

test("a gap is as doubtful as the event that it counts from", () => {
  const run = settled([started(500), completed(700)]);
  const { kinds, tally } = judge([run], { gap: 150, ticks: [[520, 80]] });
  expect(kinds).toEqual([]);
  expect(tally.trials).toBe(0);
});

test("exactly at the limit is innocent, and a copy neither shortens nor makes a gap", () => {
  const run = settled([started(500), { ...started(900), copy: true }, completed(1_000)]);
  const { kinds, tally } = judge([run], { first: 500, gap: 500, total: 1_000 });
  expect(kinds).toEqual([]);
  expect(tally).toEqual({ trials: 1, evaluated: 3, unknown: null, notes: [] });
});

test("what comes after the terminal event is no gap", () => {
  const run = settled([started(10), completed(20), thinking(5_000)]);
  expect(judge([run], { gap: 100 }).kinds).toEqual([]);
});

test("time counts from when the send was due, less what the harness itself was late", () => {
  const queued = settled([completed(1_300)], { scheduled: 1_000, sent: 1_001 });
  const ourFault = settled([completed(1_300)], { id: "r2", scheduled: 1_000, sent: 1_150 });
  const { kinds, tally } = judge([queued, ourFault], { total: 200 });
  expect(kinds).toEqual([["total", "r1", [10, 1]]]);
  expect(tally.unknown).toBe(
    "1 of 2 runs were not judged: cut short, or too near the limit for our own lag of up to 150 ms",
  );
});

test("what we were late to send is no less doubtful in a run that is just what its contract says", () => {
  const late = { plain: true, scheduled: 1_000, sent: 1_150 };
  const near = settled([completed(1_300)], late);
  const far = settled([completed(1_300)], { ...late, id: "r2" });
  expect(judge([near], { total: 400 }).tally).toMatchObject({ trials: 0, evaluated: 1 });
  expect(judge([far], { total: 450 }).tally).toEqual({
    trials: 1,
    evaluated: 1,
    unknown: null,
    notes: [],
  });
});

test("a stall of the harness itself makes the runs it touched unknown, never failed or passed", () => {
  const run = settled([started(10), completed(2_090)]);
  const { kinds, tally } = judge([run], { total: 1_000, ticks: [[2_080, 2_000]] });
  expect(kinds).toEqual([]);
  expect(tally).toEqual({
    trials: 0,
    evaluated: 1,
    unknown:
      "1 of 1 runs were not judged: cut short, or too near the limit for our own lag of up to 2000 ms",
    notes: [],
  });
});

test("a stall before or after leaves a run in peace, and a pass stands that has lag to spare", () => {
  const run = settled([started(1_000), completed(1_010)]);
  const ticks = [
    [500, 400],
    [1_005, 20],
    [3_000, 1_500],
  ] as const;
  expect(judge([run], { total: 1_040, ticks }).tally).toEqual({
    trials: 1,
    evaluated: 1,
    unknown: null,
    notes: [],
  });
});

test("a stall that only the next tick tells of makes a wait in vain unknown", () => {
  const header = { dialect: { provides: { acceptance: "never" } }, plan: { schedule: "open" } };
  const scene = { now: 5_000, runs: new Map(), connections: new Map() };
  const contract = { deadlines: { first: 1_000 } };
  const reported: unknown[] = [];
  const report = (observation: unknown): number => reported.push(observation);
  const damage = { whole: null, users: new Map() };
  const checker = deadline({ header, contract, scene: { ...scene, damage }, report } as never);
  checker.settle?.(settled([], { end: "lost" }));
  const fault = { type: "fault", fault: "cut", user: null, connection: null } as const;
  checker.observe?.({ index: 2, time: 5_000, ...fault }, {} as never);
  expect(checker.tally().evaluated).toBe(0);
  checker.observe?.({ index: 3, time: 5_000, type: "tick", lag: 4_900 }, {} as never);
  expect(checker.tally().evaluated).toBe(1);
  checker.finish?.();
  expect(reported).toEqual([]);
  expect(checker.tally()).toMatchObject({ trials: 0, evaluated: 1 });
});

test("one run in twenty may stay unjudged", () => {
  const good = Array.from({ length: 19 }, (_, at) => settled([completed(10)], { id: `g${at}` }));
  const doubtful = settled([completed(90)], { scheduled: 0, sent: 20 });
  expect(judge([...good, doubtful], { total: 100 }).tally).toEqual({
    trials: 19,
    evaluated: 20,
    unknown: null,
    notes: [],
  });
});

test("catches what never came, as soon as we waited longer than the limit", () => {
  const silent = settled([], { end: "lost" });
  const hanging = settled([started(10)], { id: "r2", end: "lost" });
  const { kinds, observations } = judge([silent, hanging], {
    first: 500,
    gap: 500,
    total: 5_000,
    now: 5_001,
  });
  expect(kinds).toEqual([
    ["first", "r1", [1]],
    ["total", "r1", [1]],
    ["gap", "r2", [10]],
    ["total", "r2", [1]],
  ]);
  expect(observations[0]?.message).toBe(
    "amy's first event had not come after 5001 ms, limit 500 ms (own lag 0 ms)",
  );
});

test("a history that ends before the limit decides nothing", () => {
  const { kinds, tally } = judge([settled([started(10)], { end: "open" })], {
    total: 500,
    now: 500,
  });
  expect(kinds).toEqual([]);
  expect(tally.trials).toBe(0);
  expect(tally.unknown).toMatch(/^1 of 1 runs were not judged/);
});

test("a connection that closed stopped the wait", () => {
  const connections = new Map([[0, { close: { time: 300 } } as Connection]]);
  const run = settled([started(10)], { end: "closed" });
  expect(judge([run], { total: 500, now: 9_000, connections }).kinds).toEqual([]);
  expect(judge([run], { total: 200, now: 9_000, connections }).kinds).toEqual([
    ["total", "r1", [1]],
  ]);
});

test("a tab that closed half-way did not wait on with the others", () => {
  const connections = new Map([[4, { close: { time: 300 } } as Connection]]);
  const closed = { ...stream([started(10)], 20), connection: 4 };
  const streams = [stream([started(10), completed(400)], 10), closed];
  const { kinds } = judge([settled([], { streams })], { total: 500, now: 9_000, connections });
  expect(kinds).toEqual([]);
});

test("nobody waits for a run that was refused, cancelled, or perhaps never sent", () => {
  const runs = [
    settled([], { refusal: { index: 3, code: "busy" }, end: "lost" }),
    settled([started(10)], { cancelRequested: 20, end: "lost" }),
    settled([], { fate: "info", end: "lost" }),
    settled([], { fate: "fail", end: "lost" }),
  ];
  const { kinds, tally } = judge(runs, { total: 500, now: 9_000 });
  expect(kinds).toEqual([]);
  expect(tally).toEqual({ trials: 0, evaluated: 0, unknown: null, notes: [] });
});

test("catches a late or missing acknowledgement; where none is promised the first event is one", () => {
  const late = settled([started(300), completed(310)], { acknowledged: 201 });
  const none = settled([started(150), completed(310)], { id: "r2" });
  const optional = judge([late, none], { accepted: 200 });
  expect(optional.observations.map(({ run, message }) => [run, message])).toEqual([
    ["r1", "amy's acknowledgement took 201 ms, limit 200 ms (own lag 0 ms)"],
  ]);
  expect(optional.tally).toMatchObject({ trials: 2, unknown: null });
  expect(judge([late, none], { accepted: 200, acceptance: "always", now: 1_000 }).kinds).toEqual([
    ["accepted", "r1", [1]],
    ["accepted", "r2", [1]],
  ]);
});

test("the first event at any tab stands for the acknowledgement", () => {
  const streams = [stream([started(900)], 10), stream([started(100)], 20)];
  expect(judge([settled([], { streams })], { accepted: 200 }).kinds).toEqual([]);
});

test("a limit on an acknowledgement that the dialect does not have cannot be judged", () => {
  const { tally } = judge([settled([completed(10)])], { accepted: 200, acceptance: "never" });
  expect(tally).toEqual({
    trials: 0,
    evaluated: 0,
    unknown: "a limit is set on the acknowledgement, and this dialect has none",
    notes: [],
  });
});

test("without an acknowledgement the other limits are judged all the same", () => {
  const slow = [settled([completed(900)])];
  const limited = judge(slow, { accepted: 200, total: 500, acceptance: "never" });
  expect(limited.observations.map(({ message }) => message)).toEqual([
    "amy's terminal event took 900 ms, limit 500 ms (own lag 0 ms)",
  ]);
  expect(judge(slow, { total: 1_000, acceptance: "never" }).tally).toMatchObject({
    trials: 1,
    unknown: null,
  });
});

test("all reasons for which it could not be judged are told", () => {
  const damage = { users: new Map([["amy", "2 messages are not in the history"]]) };
  const given = { accepted: 200, total: 500, acceptance: "never", damage } as const;
  expect(judge([settled([completed(900)])], given).tally.unknown).toBe(
    "a limit is set on the acknowledgement, and this dialect has none; 1 thing seems to be missing, and the history itself is damaged: 2 messages are not in the history",
  );
});

test("each tab is a reader of its own: the slowest counts", () => {
  const streams = [stream([completed(100)], 10), stream([completed(900)], 20)];
  expect(judge([settled([], { streams })], { total: 500 }).kinds).toEqual([
    ["total", "r1", [20, 1]],
  ]);
});

test("on a history that lost messages of a user, nothing of his was late for certain", () => {
  const damage = { users: new Map([["amy", "2 messages are not in the history"]]) };
  const { kinds, tally } = judge([settled([completed(900)])], { total: 500, damage });
  expect(kinds).toEqual([]);
  expect(tally.unknown).toBe(
    "1 thing seems to be missing, and the history itself is damaged: 2 messages are not in the history",
  );
});

test("a closed schedule says what it does not count", () => {
  const { tally } = judge([settled([completed(10)])], { total: 500, schedule: "closed" });
  expect(tally.notes).toEqual([
    "the schedule is closed: time that a run waited before its turn to be sent is not counted",
  ]);
});

test("nothing observed, and no limits: nothing is judged", () => {
  const nothing = { trials: 0, evaluated: 0, unknown: null, notes: [] };
  expect(judge([], { total: 500 }).tally).toEqual(nothing);
  expect(judge([settled([completed(9_000)])], { schedule: "closed" }).tally).toEqual(nothing);
});

test("what we were too busy to read in time is not judged, and the bottleneck is named", () => {
  const late = settled([started(100), thinking(150), completed(1_900)]);
  const judged = (busy: number) =>
    judge([late], {
      total: 1_000,
      now: 3_000,
      busy: [
        [900, 0.2],
        [2_000, busy],
      ],
    });
  expect(judged(0.94).kinds).toEqual([["total", "r1", [12, 1]]]);
  const { kinds, tally } = judged(0.98);
  expect(kinds).toEqual([]);
  expect(tally).toMatchObject({
    trials: 0,
    unknown:
      "1 of 1 runs were not judged: the harness itself was the bottleneck for 1.1 of 2 s (its event loop was busy 98 % of the time, the machine 0 %): use more `--workers`",
  });
});
