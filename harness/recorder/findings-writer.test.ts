import { expect, test } from "vitest";
import type { Run } from "../checkers/scene/scene.ts";
import type { EventOp, HealthOp, Op, SendOp } from "../history/op.ts";
import type { Observation } from "../verdict/finding.ts";
import { markOf } from "../checkers/scene/mark-of.ts";
import { settled } from "../checkers/testing/settled-run.ts";
import { createFindingsWriter } from "./findings-writer.ts";
import { CLOSED, ticks, UPGRADED } from "./testing.ts";

/** A writer that keeps what it is given, and a scene in which these runs are open. */
function setUp() {
  const kept: Op[] = [];
  const runs = new Map<string, Run>();
  const writer = createFindingsWriter({
    failure: null,
    push: (op) => void kept.push(op),
    caughtUp: () => Promise.resolve(),
    close: () => Promise.resolve(),
  });
  writer.listener.onScene({ runs });
  const found = (run: string | null, ...ops: number[]): void =>
    writer.listener.onObservation({ ...FOUND, run, ops });
  return { writer, runs, found, indexes: () => kept.map(({ index }) => index) };
}

const FOUND: Observation = {
  guarantee: "order",
  kind: "moved",
  user: "amy",
  victim: null,
  run: null,
  event: null,
  ops: [],
  message: "",
};

function event(index: number, connection = 1): EventOp {
  const said = { type: "a", run: "r", thread: null, user: null, id: null, seq: null, at: null };
  const on = { connection, user: "amy", bytes: 9, event: { ...said, data: {} } };
  return { index, time: index, type: "event", ...on };
}

function send(index: number, run: string): SendOp {
  const sent = { action: "start", run, thread: null, canary: null, scheduled: 0 } as const;
  const on = { connection: 1, user: "amy", outcome: "ok" } as const;
  return { index, time: index, type: "send", ...on, ...sent };
}

function health(index: number): HealthOp {
  const fine = { eventLoopDelayP99: 0, eventLoopDelayMax: 0, maxSendLag: 0, memory: 0 };
  return { index, time: index, type: "health", ...fine };
}

function runOf(id: string, ops: readonly EventOp[]): Run {
  const received = ops.map((op) => ({
    op,
    copyOf: null,
    copyKind: null,
    mark: markOf(op.event.id),
  }));
  const stream = { connection: null, received, terminal: null, differences: [] };
  return settled([], {
    id,
    thread: null,
    canary: null,
    connection: 1,
    sendIndex: 0,
    streams: [stream],
    end: null,
  });
}

test("where nothing is found, connections, faults, health and the end are kept, and nothing else", async () => {
  const { writer, indexes } = setUp();
  const ended = { type: "end", reason: "finished", ops: 8, connections: 1 } as const;
  const drain = { type: "fault", fault: "drain", user: null, connection: null } as const;
  for (const op of [
    { index: 0, time: 0, ...UPGRADED },
    send(1, "r"),
    event(2),
    { index: 3, time: 3, type: "tick", lag: 0 },
    health(4),
    { index: 5, time: 5, ...CLOSED },
    { index: 6, time: 6, ...drain },
    { index: 7, time: 7, ...ended },
  ] as const) {
    writer.push(op);
  }
  await writer.close();
  expect(indexes()).toEqual([0, 4, 5, 6, 7]);
});

test("around a finding: the run's send, all that it received, and what came before on that connection", () => {
  const { writer, runs, found, indexes } = setUp();
  writer.push(send(0, "r"));
  for (let index = 1; index < 10; index += 1) writer.push(event(index, index === 7 ? 2 : 1));
  runs.set("r", runOf("r", [event(1), event(2)]));
  found("r", 9);
  expect(indexes()).toEqual([0, 1, 2, 9, 8, 6, 5]);
  found("r", 9);
  expect(indexes().length).toBe(7);
});

test("what is kept anyway is not written again where it proves something", () => {
  const { writer, found, indexes } = setUp();
  writer.push({ index: 0, time: 0, ...UPGRADED });
  writer.push(event(1));
  writer.push({ index: 2, time: 2, ...CLOSED });
  found(null, 2, 0);
  expect(indexes()).toEqual([0, 2, 1]);
});

test("a cancel takes nothing from the send with which its run began", () => {
  const { writer, runs, found, indexes } = setUp();
  writer.push(send(0, "r"));
  writer.push({ ...send(1, "r"), action: "cancel" });
  runs.set("r", runOf("r", []));
  found("r");
  expect(indexes()).toEqual([0]);
});

test("what an open run received is at hand however long ago it came; other ops are for a while", () => {
  const { writer, runs, found, indexes } = setUp();
  writer.push(send(0, "r"));
  runs.set("r", runOf("r", [event(1)]));
  for (const op of ticks(5_000).slice(1)) writer.push(op);
  writer.push(health(5_000));
  found("r", 1, 3);
  expect(indexes()).toEqual([5_000, 0, 1]);
});

test("the send of a run that is over is let go, and the end comes after what is found at the end", async () => {
  const { writer, runs, found, indexes } = setUp();
  writer.push(send(0, "gone"));
  writer.push(health(1));
  runs.set("gone", runOf("gone", []));
  writer.push({ index: 2, time: 2, type: "end", reason: "finished", ops: 3, connections: 0 });
  found("gone", 0);
  await writer.close();
  expect(indexes()).toEqual([1, 0, 2]);
  const { writer: other, runs: open, found: foundThere, indexes: there } = setUp();
  other.push(send(0, "gone"));
  other.push(health(1));
  open.set("gone", runOf("gone", []));
  foundThere("gone");
  expect(there()).toEqual([1]);
});

test("a thousand observations of a guarantee are surrounded, and no more", () => {
  const { writer, found, indexes } = setUp();
  for (let index = 0; index < 1_500; index += 1) {
    // Each on a connection of its own, so that nothing is around it.
    writer.push(event(index, index));
    found(null, index);
  }
  expect(indexes().length).toBe(1_000);
});
