import { expect, test } from "vitest";
import { harnessLag } from "../harness-lag.ts";
import { type Measures, measures } from "./measures.ts";
import type { Connection, Run } from "../scene/scene.ts";
import { type Seen, settled, stream } from "../testing/settled-run.ts";

interface Setting {
  /** Times at which connections closed, by number. */
  readonly closed?: Readonly<Record<number, number>>;
  readonly acknowledges?: boolean;
  /** Late ticks: time and lag. */
  readonly ticks?: readonly (readonly [number, number])[];
}

/** Of a run that settled at 5,000. */
function measured(
  run: Run,
  { closed = {}, acknowledges = false, ticks = [] }: Setting = {},
): Measures {
  const lag = harnessLag({ runs: new Map() });
  for (const [time, late] of ticks) lag.observe({ index: 0, time, type: "tick", lag: late });
  const connections = new Map(
    Object.entries(closed).map(([number, time]) => [
      Number(number),
      { close: { time } } as Connection,
    ]),
  );
  return measures(run, { settledAt: 5_000, connections, lag, acknowledges });
}

const at = (type: string, time: number): Seen => ({ type, time });
const RUN = [at("agent_started", 100), at("agent_thinking", 250), at("agent_completed", 600)];

test("times of a run that came: from the schedule, and between neighbours", () => {
  expect(measured(settled(RUN, { scheduled: 40, sent: 50, acknowledged: 60 }))).toEqual({
    accepted: [{ came: true, took: 20, lag: 10, event: null, ops: [1] }],
    first: [{ came: true, took: 60, lag: 10, event: "agent_started", ops: [10, 1] }],
    gap: [
      { came: true, took: 150, lag: 0, event: "agent_thinking", ops: [11, 10] },
      { came: true, took: 350, lag: 0, event: "agent_completed", ops: [12, 11] },
    ],
    total: [{ came: true, took: 560, lag: 10, event: "agent_completed", ops: [12, 1] }],
  });
});

test("a run of which nothing came was waited for in vain, until it settled", () => {
  const vain = { came: false, took: 5_000, lag: 0, event: null, ops: [1] };
  const nothing = { accepted: [vain], first: [vain], gap: [], total: [vain] };
  expect(measured(settled([], { end: "lost" }))).toEqual(nothing);
  expect(measured(settled([], { end: "lost", streams: [] }))).toEqual(nothing);
});

test("after the last event of a run without end, the next and the terminal are waited for", () => {
  const { gap, total } = measured(settled(RUN.slice(0, 1), { end: "lost" }));
  expect(gap).toEqual([{ came: false, took: 4_900, lag: 0, event: null, ops: [10] }]);
  expect(total).toEqual([{ came: false, took: 5_000, lag: 0, event: null, ops: [1] }]);
});

test("a wait is as doubtful as the more doubtful of its ends", () => {
  const run = settled(RUN.slice(0, 1), { end: "lost" });
  expect(measured(run, { ticks: [[110, 40]] }).gap[0]?.lag).toBe(40);
  expect(measured(run, { ticks: [[5_010, 70]] }).gap[0]?.lag).toBe(70);
});

test("the connection on which a run was sent ends the wait only where its close ended the run", () => {
  const closed = { 0: 300 };
  expect(measured(settled([], { end: "closed" }), { closed }).total[0]?.took).toBe(300);
  expect(measured(settled([], { end: "lost" }), { closed }).total[0]?.took).toBe(5_000);
  expect(measured(settled([], { end: "closed" }), { closed: { 7: 300 } }).total[0]?.took).toBe(
    5_000,
  );
  expect(measured(settled([], { end: "closed" }), { closed: { 0: 9_000 } }).total[0]?.took).toBe(
    5_000,
  );
});

test("each reader's wait is ended by its own connection", () => {
  const tab = { ...stream([]), connection: 4 };
  const lost = settled([], { end: "lost", streams: [tab] });
  expect(measured(lost, { closed: { 0: 300, 4: 400 } }).total[0]?.took).toBe(400);
  expect(measured(lost, { closed: { 0: 300 } }).total[0]?.took).toBe(5_000);
});

test("an acknowledgement is waited for where it is promised; else the earliest first event is one", () => {
  const streams = [stream([at("agent_started", 90)], 10), stream([at("agent_started", 30)], 20)];
  const run = settled([], { end: "lost", streams });
  expect(measured(run).accepted).toEqual([
    { came: true, took: 30, lag: 0, event: "agent_started", ops: [20, 1] },
  ]);
  expect(measured(run, { acknowledges: true }).accepted).toEqual([
    { came: false, took: 5_000, lag: 0, event: null, ops: [1] },
  ]);
});

test("nothing is waited for after a refusal, a cancel, or of a send that perhaps never left", () => {
  const refusal = { index: 3, code: "busy" };
  for (const differs of [{ refusal }, { cancelRequested: 20 }, { fate: "info" }] as const) {
    const run = settled(RUN.slice(0, 1), { end: "lost", ...differs });
    expect(measured(run, { acknowledges: true })).toEqual({
      accepted: [],
      first: [{ came: true, took: 100, lag: 0, event: "agent_started", ops: [10, 1] }],
      gap: [],
      total: [],
    });
  }
});

test("copies make no gaps, and neither does what comes after the end", () => {
  const events = [...RUN, at("agent_thinking", 900)];
  const copied = [at("agent_started", 100), { ...at("agent_started", 200), copy: true } as const];
  expect(measured(settled(events)).gap.map(({ took }) => took)).toEqual([150, 350]);
  const { gap } = measured(settled([...copied, at("agent_thinking", 250)], { end: "lost" }));
  expect(gap.map(({ took, ops }) => [took, ops])).toEqual([
    [150, [12, 10]],
    [4_750, [12]],
  ]);
});
