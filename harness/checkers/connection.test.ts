import { expect, test } from "vitest";
import type { CloseOp, FaultOp, FrameOp, Op, OpenOp } from "../history/op.ts";
import type { Observation } from "../verdict/finding.ts";
import { connection } from "./connection.ts";
import { settled, stream } from "./testing/settled-run.ts";
import type { Connection, Run } from "./scene/scene.ts";

interface Line {
  readonly number: number;
  readonly role?: OpenOp["role"];
  readonly outcome?: OpenOp["outcome"];
  readonly welcomed?: boolean;
  readonly heard?: boolean;
  /** The server said an error of no run in particular, right after it opened. */
  readonly rebuffed?: boolean;
  /** Time at which it opened. */
  readonly opened?: number;
  /** A cancel was sent on it, and no start. */
  readonly cancelled?: boolean;
  /** Runs that were started on it. */
  readonly runs?: readonly Run[];
  /** Time of the close, its code, and who closed. */
  readonly close?: readonly [number, number, CloseOp["by"]];
}

interface Setting {
  readonly welcome?: "always" | "optional";
  /** Time, name, and the connection or all. */
  readonly faults?: readonly (readonly [number, string, number | null])[];
  readonly damage?: string;
  readonly now?: number;
}

/** Judges connections that opened at 0 unless told otherwise, with patience of 1 s. The op of a time has the index of its time. */
function judge(
  lines: readonly Line[],
  { welcome = "optional", faults = [], damage, now = 9_000 }: Setting = {},
) {
  const observations: Observation[] = [];
  const all = lines.map((line): Connection => {
    const { number, role = "user", outcome = "open" } = line;
    const answer = { status: outcome === "open" ? 101 : 503, reason: null, took: 1 };
    const user = role === "probe" ? null : "amy";
    const open = {
      type: "open",
      index: number,
      time: line.opened ?? 0,
      connection: number,
      user,
      role,
      outcome,
      ...answer,
    } as const;
    const rest = {
      close: null,
      frames: 0,
      bytes: 0,
      came: 0,
      draining: false,
      welcomed: line.welcomed ?? true,
      served: false,
    };
    return { number, user, role, open, lastHeard: line.heard === true ? 5 : null, ...rest };
  });
  const scene = {
    now,
    connections: new Map(all.map((on) => [on.number, on])),
    runs: new Map(
      lines.flatMap(({ number, runs = [] }) =>
        runs.map((run) => [run.id, { ...run, connection: number }] as const),
      ),
    ),
    damage: { whole: damage ?? null, users: new Map() },
  };
  const header = { dialect: { provides: { welcome } }, patience: 1_000 };
  const report = (observation: Observation): number => observations.push(observation);
  const checker = connection({ header, scene, report } as never);
  const observe = (op: Op, on: Connection | null): void =>
    checker.observe?.(op, {
      connection: on,
      run: null,
      stream: null,
      received: null,
      ownership: null,
    });

  for (const [at, on] of all.entries()) {
    observe(on.open, on);
    const { runs = [], cancelled = false, rebuffed = false } = lines[at] ?? {};
    if (rebuffed) {
      const { number, user } = on;
      const frame = { type: "frame", kind: "error", connection: number, user, run: null } as const;
      observe({ ...frame, index: 1, time: 1 } as FrameOp, on);
    }
    for (const run of cancelled ? [openRun] : runs) {
      const send = {
        action: cancelled ? "cancel" : "start",
        run: run.id,
        thread: null,
        canary: null,
        scheduled: 0,
      } as const;
      observe(
        {
          type: "send",
          index: 1,
          time: 0,
          connection: on.number,
          user: on.user,
          outcome: "ok",
          ...send,
        },
        on,
      );
    }
  }
  const later: (CloseOp | FaultOp)[] = [
    ...faults.map(([time, fault, number]): FaultOp => {
      return { type: "fault", index: time, time, fault, user: null, connection: number };
    }),
    ...lines.flatMap(({ number, close }): readonly CloseOp[] => {
      if (close === undefined) return [];
      const [time, code, by] = close;
      const counts = { frames: 0, bytes: 0, reason: "bye" };
      return [
        { type: "close", index: time, time, connection: number, user: "amy", code, by, ...counts },
      ];
    }),
  ];
  for (const op of later.toSorted((a, b) => a.time - b.time)) {
    const on = all.find(({ number }) => number === op.connection) ?? null;
    if (op.type === "close" && on !== null) on.close = op;
    observe(op, op.type === "close" ? on : null);
  }
  checker.finish?.();
  return {
    kinds: observations.map(({ kind, run, ops }) => [kind, run, ops]),
    messages: observations.map(({ message }) => message),
    observations,
    tally: checker.tally(),
  };
}

const openRun = settled([{ type: "agent_started", time: 10 }]);
const finished = settled([{ type: "agent_completed", time: 10 }]);

test("catches a close by the server that nobody asked for, 1000 among them, and names the run it cut", () => {
  const { observations } = judge([{ number: 3, runs: [openRun], close: [50, 1000, "server"] }]);
  expect(observations).toEqual([
    {
      guarantee: "connection",
      kind: "unexplained-close",
      user: "amy",
      victim: null,
      run: "r1",
      event: null,
      ops: [50],
      message:
        'amy\'s connection 3 was closed by the server with 1000 "bye", and nobody had asked for it',
      touches: [],
    },
  ]);
});

test("every further run that a close cut is touched by it; one that had ended is not", () => {
  const silent = settled([], { id: "r2", streams: [stream([])] });
  const { observations } = judge([
    { number: 3, runs: [openRun, silent, { ...finished, id: "r3" }], close: [50, 1011, "server"] },
    { number: 4, runs: [settled([], { id: "r4" })] },
  ]);
  expect(observations.map(({ run, touches }) => [run, touches])).toEqual([
    ["r1", [{ user: "amy", run: "r2", event: null }]],
  ]);
});

test("catches a connection that ended without a close frame", () => {
  const { kinds, messages } = judge([
    { number: 3, runs: [finished], close: [50, 1006, "network"] },
  ]);
  expect(kinds).toEqual([["abnormal-close", null, [50]]]);
  expect(messages).toEqual([
    "amy's connection 3 ended without a close frame (1006), and nobody had asked for it",
  ]);
});

test("our own closes are innocent, and so is a connection that stayed open", () => {
  const { kinds, tally } = judge([
    { number: 1, close: [50, 1000, "harness"] },
    { number: 2, close: [60, 1006, "harness"] },
    { number: 3, role: "sentinel" },
  ]);
  expect(kinds).toEqual([]);
  expect(tally).toEqual({ trials: 3, evaluated: 5, unknown: null });
});

test("catches a drain that ends with anything but 1001, or never", () => {
  const { kinds, messages } = judge(
    [
      { number: 1, close: [150, 1001, "server"] },
      { number: 2, close: [160, 1000, "server"] },
      { number: 3, close: [170, 1006, "network"] },
      { number: 4, close: [1_500, 1000, "harness"] },
      { number: 5 },
      { number: 6, close: [1_099, 1000, "harness"] },
      { number: 7, close: [1_100, 1000, "harness"] },
      { number: 8, close: [180, 1001, "network"] },
    ],
    { faults: [[100, "drain", null]] },
  );
  expect(messages.slice(0, 2)).toEqual([
    'amy\'s connection 2 was closed by the server with 1000 "bye" while the server was draining: 1001 is due',
    "amy's connection 3 ended without a close frame (1006) while the server was draining: 1001 is due",
  ]);
  expect(messages.at(-1)).toBe(
    "amy's connection 5 was still open 8900 ms after the server began to drain",
  );
  expect(kinds).toEqual([
    ["drain-code", null, [160, 100]],
    ["drain-code", null, [170, 100]],
    ["drain-code", null, [180, 100]],
    ["drain-code", null, [1_100, 100]],
    ["drain-code", null, [1_500, 100]],
    ["drain-code", null, [5, 100]],
  ]);
});

test("a server that had not drained, or had no time to, is innocent of 1001 not said", () => {
  const closed = { number: 1, close: [150, 1000, "harness"] } as const;
  expect(judge([closed], { faults: [[100, "drain", null]] }).kinds).toEqual([]);
});

test("1001 without a drain is unexplained", () => {
  expect(judge([{ number: 1, close: [50, 1001, "server"] }]).kinds).toEqual([
    ["unexplained-close", null, [50]],
  ]);
});

test("what was broken on purpose explains the closes of those it concerned", () => {
  const { kinds } = judge(
    [
      { number: 1, close: [150, 1006, "network"] },
      { number: 2, close: [160, 1006, "network"] },
    ],
    { faults: [[100, "cut", 1]] },
  );
  expect(kinds).toEqual([["abnormal-close", null, [160]]]);
});

test("a server that turns us away before any run convicts nobody", () => {
  const { kinds, tally } = judge([
    { number: 1, close: [50, 1013, "server"] },
    { number: 2, welcomed: false, close: [60, 1008, "server"] },
    { number: 3, outcome: "rejected" },
    { number: 4, cancelled: true, close: [70, 1013, "server"] },
  ]);
  expect(kinds).toEqual([]);
  expect(tally).toEqual({
    trials: 3,
    evaluated: 6,
    unknown: "1 connection was refused as not authorised: check the accounts",
  });
});

test("an error in place of the welcome is a refusal, and convicts nobody; after a welcome it excuses nothing", () => {
  const lines: readonly Line[] = [
    { number: 1, welcomed: false, heard: true, rebuffed: true, close: [2_000, 1000, "harness"] },
    { number: 2, heard: true, rebuffed: true, close: [70, 1000, "server"] },
  ];
  const { kinds, tally } = judge(lines, { welcome: "always" });
  expect(kinds).toEqual([["unexplained-close", null, [70]]]);
  expect(tally?.unknown).toBe("1 connection was refused as not authorised: check the accounts");
});

test("catches the same codes once runs are under way, or a welcome was said", () => {
  const { kinds } = judge([
    { number: 1, runs: [finished], close: [50, 1013, "server"] },
    { number: 2, close: [60, 1008, "server"] },
  ]);
  expect(kinds).toEqual([
    ["unexplained-close", null, [50]],
    ["unexplained-close", null, [60]],
  ]);
});

test("a message over our own limit is unknown; bytes that are no frames are the server's", () => {
  const { kinds, messages, tally } = judge([
    { number: 1, close: [50, 1009, "harness"] },
    { number: 2, close: [60, 1007, "harness"] },
  ]);
  expect(kinds).toEqual([["protocol-error", null, [60]]]);
  expect(messages).toEqual([
    'amy\'s connection 2 carried what is no proper WebSocket frame (1007: "bye")',
  ]);
  expect(tally.unknown).toBe(
    "1 connection was closed by us (1009): a message was over our own limit of size",
  );
});

test("catches a welcome that is promised and never came", () => {
  const lines = [
    { number: 1, welcomed: false, heard: true, close: [50, 1000, "harness"] },
    { number: 2, welcomed: false, close: [1_000, 1000, "harness"] },
    { number: 3, welcomed: false, opened: 8_000 },
    { number: 4, welcomed: false, outcome: "rejected" },
    { number: 5, welcomed: false, role: "probe" },
  ] as const;
  expect(judge(lines, { welcome: "always" }).messages).toEqual([
    "amy's connection 1 was never welcomed in 50 ms",
    "amy's connection 2 was never welcomed in 1000 ms",
    "amy's connection 3 was never welcomed in 1000 ms",
  ]);
  expect(judge(lines, { welcome: "always" }).kinds).toEqual([
    ["handshake", null, [50, 1]],
    ["handshake", null, [1_000, 2]],
    ["handshake", null, [3]],
  ]);
  expect(judge(lines).kinds).toEqual([]);
});

test("a connection that did not live long enough for its welcome is innocent", () => {
  const lines = [
    { number: 1, welcomed: false, close: [999, 1000, "harness"] },
    { number: 2, welcomed: false, opened: 500, close: [1_499, 1000, "harness"] },
  ] as const;
  expect(judge(lines, { welcome: "always" }).kinds).toEqual([]);
});

test("on a damaged history a missing welcome proves nothing, and neither does a close that nothing explains", () => {
  const { kinds, tally } = judge(
    [
      { number: 1, welcomed: false, heard: true, close: [50, 1000, "harness"] },
      { number: 2, close: [60, 1011, "server"] },
      { number: 3, close: [70, 1002, "harness"] },
    ],
    { welcome: "always", damage: "ops 3 to 9 are missing" },
  );
  expect(kinds).toEqual([["protocol-error", null, [70]]]);
  expect(tally.unknown).toBe(
    "2 things seem to be missing, and the history itself is damaged: ops 3 to 9 are missing",
  );
});

test("all reasons for which it could not be judged are told", () => {
  const { tally } = judge([
    { number: 1, close: [50, 1009, "harness"] },
    { number: 2, welcomed: false, close: [60, 1008, "server"] },
  ]);
  expect(tally.unknown).toBe(
    "1 connection was closed by us (1009): a message was over our own limit of size; 1 connection was refused as not authorised: check the accounts",
  );
});

test("nothing observed, or nothing but probes: no trial", () => {
  const nothing = { trials: 0, evaluated: 0, unknown: null };
  expect(judge([]).tally).toEqual(nothing);
  expect(judge([{ number: 1, role: "probe", close: [50, 1008, "server"] }])).toMatchObject({
    kinds: [],
    tally: nothing,
  });
});
