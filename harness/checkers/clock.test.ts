import { expect, test } from "vitest";
import { clock } from "./clock.ts";
import { judgeSettled, type Seen, settled, stream } from "./testing/settled-run.ts";
import type { Run } from "./scene/scene.ts";

/** Server times here are milliseconds after this. */
const EPOCH = 1_700_000_000_000;

function judge(
  runs: readonly Run[],
  maxClockSkew: number | null = null,
  lag = 0,
  maxClockStep?: number,
) {
  return judgeSettled(clock, runs, {
    header: { epoch: EPOCH },
    contract: { maxClockSkew, ...(maxClockStep !== undefined && { maxClockStep }) },
    ops: [{ index: 0, time: 100, type: "tick", lag }],
  });
}

function at(type: string, time: number, server: number | null, seq: number | null = null): Seen {
  return { type, time, at: server === null ? null : EPOCH + server, seq };
}

test("catches server time that jumps back, at the event where it does", () => {
  const run = settled([
    at("agent_started", 10, 10),
    at("agent_thinking", 20, -480.5),
    at("agent_completed", 30, -470),
  ]);
  expect(judge([run])).toEqual({
    observations: [
      {
        guarantee: "clock",
        kind: "backwards",
        user: "amy",
        victim: null,
        run: "r1",
        event: "agent_thinking",
        ops: [11, 10],
        touches: [{ user: "amy", run: "r1", event: "agent_started" }],
        message:
          "amy's agent_thinking is stamped 490.5 ms before the agent_started that it follows",
      },
    ],
    tally: { trials: 1, evaluated: 3, unknown: null },
  });
});

test("one millisecond back is back, also in a run that is just what its contract says", () => {
  const events = [at("agent_started", 10, 10), at("agent_completed", 20, 9)];
  const run = settled(events);
  const plain = settled(events, { id: "r2", plain: true });
  expect(judge([run, plain]).observations.map(({ run: id, message }) => [id, message])).toEqual([
    ["r1", "amy's agent_completed is stamped 1 ms before the agent_started that it follows"],
    ["r2", "amy's agent_completed is stamped 1 ms before the agent_started that it follows"],
  ]);
});

test.each([true, false])(
  "where machines may stamp apart, steps back from the latest time count once they are larger (plain: %s)",
  (plain) => {
    const events = (last: number) =>
      settled(
        [at("agent_started", 10, 10), at("agent_thinking", 20, 7), at("agent_completed", 30, last)],
        { plain },
      );
    const found = (last: number) => judge([events(last)], null, 0, 4).observations;
    expect(found(6)).toEqual([]);
    expect(found(5).map(({ ops, message }) => [ops, message])).toEqual([
      [[12, 10], "amy's agent_completed is stamped 5 ms before the agent_started that it follows"],
    ]);
  },
);

test("equal times, and a copy of an old event, are innocent", () => {
  const run = settled([
    at("agent_started", 10, 10),
    at("agent_thinking", 20, 20),
    at("tool_executing", 21, 20),
    { ...at("agent_started", 25, 10), copy: true },
    at("agent_completed", 30, 30),
  ]);
  expect(judge([run])).toEqual({
    observations: [],
    tally: { trials: 1, evaluated: 4, unknown: null },
  });
});

test("events that arrive in the wrong order are no fault of the clock", () => {
  const numbered = settled([
    at("agent_thinking", 10, 20, 2),
    at("agent_started", 20, 10, 1),
    at("agent_completed", 30, 30, 3),
  ]);
  const placed = stream([
    at("agent_started", 10, 10),
    at("tool_executing", 20, 30),
    at("agent_thinking", 30, 20),
  ]);
  const moved = placed.received.slice(2).map((event) => {
    return { kind: "moved", event, expectedAfter: null } as const;
  });
  const unnumbered = settled([], { id: "r2", streams: [{ ...placed, differences: moved }] });
  expect(judge([numbered, unnumbered]).observations).toEqual([]);
});

test("by the server's own numbers a clock that runs backwards is caught in whatever order they come", () => {
  const run = settled([at("agent_thinking", 10, 10, 2), at("agent_started", 20, 20, 1)]);
  expect(judge([run]).observations.map(({ kind, ops }) => [kind, ops])).toEqual([
    ["backwards", [10, 11]],
  ]);
});

test("two tabs that see the same jump are one finding", () => {
  const tab = [at("agent_started", 10, 10), at("agent_completed", 20, 5)];
  const run = settled([], { streams: [stream(tab, 10), stream(tab, 20)] });
  expect(judge([run]).observations.map(({ ops }) => ops)).toEqual([[11, 10]]);
});

test("a jump that only the second tab shows is caught", () => {
  const steady = [at("agent_started", 10, 10), at("agent_completed", 20, 20)];
  const jumping = [at("agent_started", 11, 10), at("agent_completed", 21, 5)];
  const run = settled([], { streams: [stream(steady, 10), stream(jumping, 20)] });
  expect(judge([run]).observations.map(({ ops }) => ops)).toEqual([[21, 20]]);
});

test("a run of which one tab has too little to compare is judged by the other", () => {
  const tabs = [stream([at("agent_started", 10, 10), at("agent_completed", 20, 20)]), stream([])];
  expect(judge([settled([], { streams: tabs })]).tally.trials).toBe(1);
});

test("where not every event is numbered, the order of arrival counts", () => {
  const run = settled([
    at("agent_started", 10, 10, 5),
    at("agent_thinking", 20, 20),
    at("agent_completed", 30, 30, 6),
  ]);
  expect(judge([run]).observations).toEqual([]);
});

test("an event out of its place, or one that is missing, hides no jump of the others", () => {
  const events = stream([
    at("agent_started", 10, 10),
    at("tool_executing", 20, 5),
    at("agent_thinking", 30, 1),
  ]);
  const [, , event] = events.received;
  if (event === undefined) throw new Error("three events were received");
  const missing = { kind: "missing", type: "tool_completed", after: event, before: null } as const;
  const differences = [
    { ...missing, tail: true },
    { kind: "moved", event, expectedAfter: null } as const,
  ];
  const run = settled([], { streams: [{ ...events, differences }] });
  expect(judge([run]).observations.map(({ ops }) => ops)).toEqual([[11, 10]]);
});

test("catches a clock that is off by more than the contract allows, once a run, at its worst", () => {
  const run = settled([at("agent_started", 10, 210), at("agent_completed", 20, 260)]);
  expect(judge([run], 100).observations).toEqual([
    {
      guarantee: "clock",
      kind: "skew",
      user: "amy",
      victim: null,
      run: "r1",
      event: "agent_completed",
      ops: [11],
      message: "amy's agent_completed is stamped 240 ms ahead of our clock, limit 100 ms",
    },
  ]);
});

test("a clock that is off is caught in a run that is just what its contract says, and one near ours counts", () => {
  const near = settled([at("agent_started", 10, 10), at("agent_completed", 20, 20)], {
    plain: true,
  });
  const far = settled([at("agent_started", 10, 10), at("agent_completed", 20, 320)], {
    id: "r2",
    plain: true,
  });
  const { observations, tally } = judge([near, far], 100);
  expect(observations.map(({ kind, run, ops }) => [kind, run, ops])).toEqual([
    ["skew", "r2", [11]],
  ]);
  expect(tally).toEqual({ trials: 2, evaluated: 4, unknown: null });
});

test("a skew within the limit, or within our own lag, is innocent; without a limit none is judged", () => {
  const slow = settled([at("agent_started", 150, 20), at("agent_completed", 160, 30)]);
  expect(judge([slow], 130).observations).toEqual([]);
  expect(judge([slow], 100, 60).observations).toEqual([]);
  expect(judge([slow]).observations).toEqual([]);
  expect(judge([slow], 100).observations.map(({ message }) => message)).toEqual([
    "amy's agent_started is stamped 130 ms behind our clock, limit 100 ms",
  ]);
});

test("nothing observed: a run with one time or none is no trial", () => {
  const once = settled([at("agent_started", 10, 10), at("agent_completed", 20, null)]);
  expect(judge([once, settled([])])).toEqual({
    observations: [],
    tally: { trials: 0, evaluated: 0, unknown: null },
  });
});
