import { expect, test } from "vitest";
import type { FrameKind, Op, Unstamped } from "../../history/op.ts";
import { SILENT_FRAME } from "../../history/silent-frame.ts";
import { createDamageWatch } from "./damage-watch.ts";
import type { Connection } from "./scene.ts";

const OPEN = {
  type: "open",
  connection: 0,
  user: "amy",
  role: "user",
  outcome: "open",
  status: 101,
  reason: null,
  took: 1,
} as const;
const FRAME = { ...SILENT_FRAME, connection: 0, user: "amy", bytes: 10 } as const;
const SEND = {
  type: "send",
  action: "start",
  connection: 0,
  user: "amy",
  run: "r1",
  thread: null,
  canary: null,
  scheduled: 0,
  outcome: "ok",
} as const;
const CLOSE = {
  type: "close",
  connection: 0,
  user: "amy",
  code: 1000,
  reason: "",
  by: "harness",
  frames: 0,
  bytes: 0,
} as const;
const said = { run: "r1", thread: null, user: null, id: null, seq: null, at: null, data: {} };
const EVENT = {
  type: "event",
  connection: 0,
  user: "amy",
  bytes: 10,
  event: { ...said, type: "agent_started" },
} as const;
const TICK = { type: "tick", lag: 0 } as const;

function frame(kind: FrameKind): Unstamped {
  return { ...FRAME, kind };
}

/** What is lacking in these ops, stamped as they come, and in a proper end. */
function damage(ops: readonly Unstamped[], reason: "finished" | "interrupted" | null = "finished") {
  const last = { type: "end", reason: reason ?? "finished", ops: ops.length + 1, connections: 1 };
  const all = reason === null ? ops : [...ops, last as Unstamped];
  return watched(all.map((op, index) => ({ ...op, index, time: index })));
}

function watched(ops: readonly Op[]) {
  const watch = createDamageWatch();
  const connections = new Map<number, Connection>();
  for (const op of ops) {
    if (op.type === "open") {
      const { connection: number, user, role } = op;
      const fresh = {
        close: null,
        frames: 0,
        bytes: 0,
        came: 0,
        lastHeard: null,
        welcomed: false,
        served: false,
        draining: false,
      };
      connections.set(number, { number, user, role, open: op, ...fresh });
    }
    const number = "connection" in op ? op.connection : null;
    const connection = number === null ? null : (connections.get(number) ?? null);
    if (op.type === "close" && connection !== null) connection.close = op;
    if (op.type === "event") watch.event(op, connection);
    else watch.observe(op, connection);
  }
  watch.finish(connections.values());
  return { whole: watch.damage.whole, users: [...watch.damage.users] };
}

const NONE = { whole: null, users: [] };
const MISUNDERSTOOD = /does the server speak this dialect/;

test("a whole history lacks nothing: each message counted once, control frames not", () => {
  const counted = { ...CLOSE, frames: 2, bytes: 20 };
  const pings = [frame("control-ping"), frame("control-pong")];
  const rest = { ...EVENT, part: 1 };
  expect(damage([OPEN, SEND, ...pings, EVENT, rest, frame("pong"), counted])).toEqual(NONE);
});

test("ops that are missing, doubled, or stand after the end are told, the first of them", () => {
  const [open, tick] = [OPEN, TICK].map((op, index) => ({ ...op, index, time: 0 })) as [Op, Op];
  const end = { type: "end", reason: "interrupted", ops: 3, connections: 1, time: 0 } as const;
  expect(watched([open, { ...tick, index: 4 }]).whole).toBe("ops 1 to 3 are not in the history");
  expect(watched([open, tick, tick]).whole).toBe("op 1 stands after op 1");
  expect(watched([open, tick, { ...end, index: 2 }, { ...tick, index: 3 }]).whole).toBe(
    "the history goes on after its end",
  );
  expect(watched([open, tick, { ...end, index: 2, ops: 4 }]).whole).toBe(
    "4 ops were recorded, and 3 are in the history",
  );
});

test("a history without an end is damaged, and one that was cut short is not for that", () => {
  expect(damage([OPEN], null).whole).toBe("the history has no end");
  expect(damage([OPEN], "interrupted")).toEqual(NONE);
});

test("in a history that came to its end every open connection was closed", () => {
  expect(damage([OPEN]).users).toEqual([
    ["amy", "the history does not tell how connection 0 ended"],
  ]);
  expect(damage([{ ...OPEN, outcome: "rejected", status: 503 }])).toEqual(NONE);
});

test("a message on a connection that was never opened is damage; a fault or an opening is none", () => {
  expect(damage([EVENT]).whole).toBe("op 0 is on connection 0, which the history never opened");
  expect(damage([{ type: "fault", fault: "cut", user: "amy", connection: 7 }])).toEqual(NONE);
});

function lost(frames: number, bytes: number) {
  return damage([OPEN, SEND, EVENT, { ...CLOSE, frames, bytes }]).users;
}

test("messages or bytes too few between socket and history are a loss of that user", () => {
  expect(lost(2, 10)).toEqual([
    ["amy", "connection 0 received 2 messages of 10 bytes, and the history holds 1 of 10"],
  ]);
  expect(lost(1, 11)).toEqual([
    ["amy", "connection 0 received 1 messages of 11 bytes, and the history holds 1 of 10"],
  ]);
});

test("of several losses of a user the first is told, and a probe's is nobody's", () => {
  const again = { ...OPEN, connection: 1 };
  const closes = [CLOSE, { ...CLOSE, connection: 1 }].map((op) => ({ ...op, frames: 5 }));
  expect(
    damage([OPEN, again, ...closes]).users.map(([user, why]) => [user, why.slice(0, 12)]),
  ).toEqual([["amy", "connection 0"]]);
  const probe = { ...OPEN, user: null, role: "probe" } as const;
  expect(damage([probe, { ...CLOSE, user: null, frames: 5 }])).toEqual(NONE);
});

test("runs that nothing answered may be our own misunderstanding", () => {
  expect(damage([OPEN, SEND, CLOSE]).whole).toBe(
    "a run was started and nothing came: does the server speak this dialect (start, receive, path)?",
  );
  const kinds = (["unknown", "malformed", "binary"] as const).map(frame);
  const others = { ...CLOSE, frames: 5, bytes: 50 };
  const polite = (["welcome", "ping"] as const).map(frame);
  expect(damage([OPEN, SEND, SEND, ...polite, ...kinds, others]).whole).toBe(
    "2 runs were started and of 3 messages that came, none was understood: does the server speak this dialect (start, receive, path)?",
  );
});

test.for(["accepted", "cancelled", "gap", "error"] as const)(
  "an answer shows that both sides understand each other: %s",
  (kind) => {
    expect(damage([OPEN, SEND, frame(kind), { ...CLOSE, frames: 1, bytes: 10 }])).toEqual(NONE);
  },
);

test("nothing was to be answered where no start was written", () => {
  const idle = damage([OPEN, frame("unknown"), { ...CLOSE, frames: 1, bytes: 10 }]);
  expect(idle).toEqual(NONE);
  for (const differs of [{ action: "cancel" }, { outcome: "info" }, { outcome: "fail" }] as const) {
    expect(damage([OPEN, { ...SEND, ...differs }, CLOSE]).whole).toBeNull();
  }
  expect(damage([OPEN, SEND, CLOSE]).whole).toMatch(MISUNDERSTOOD);
});
