import { expect, test } from "vitest";
import type { CloseOp, OpenOp } from "../../history/op.ts";
import { createConnections } from "./connections.ts";
import type { Counts } from "./scene.ts";

function crowd() {
  const counts = {
    peakConnections: 0,
    usersSeen: new Set<string>(),
    sentinelsSeen: new Set<string>(),
    refused: 0,
  };
  const connections = createConnections(counts as Counts);
  return {
    counts,
    open: (connection: number, user: string | null, differs: Partial<OpenOp> = {}) => {
      const answer = { outcome: "open", status: 101, reason: null, took: 1 } as const;
      const on = { type: "open", index: 0, time: 0, connection, user, role: "user" } as const;
      return connections.opened({ ...on, ...answer, ...differs });
    },
    close: (connection: number, differs: Partial<CloseOp> = {}) => {
      const op = { type: "close", index: 9, time: 9, connection, user: null, frames: 0, bytes: 0 };
      const how = { code: 1000, reason: "", by: "harness" };
      return connections.closed({ ...op, ...how, ...differs } as CloseOp);
    },
    openOf: (user: string) => connections.openOf(user).map(({ number }) => number),
    all: connections.all,
  };
}

test("a user's open connections, in the order in which they opened", () => {
  const { open, close, openOf } = crowd();
  for (const [number, user] of [
    [3, "amy"],
    [1, "amy"],
    [2, "bo"],
    [4, "amy"],
  ] as const) {
    open(number, user);
  }
  close(1);
  expect([openOf("amy"), openOf("bo"), openOf("cy")]).toEqual([[3, 4], [2], []]);
});

test("the peak counts sockets of users and sentinels that are open at once", () => {
  const { open, close, counts } = crowd();
  open(0, "amy");
  close(0);
  open(1, "amy");
  open(2, "zoe", { role: "sentinel" });
  expect(counts).toEqual({
    peakConnections: 2,
    usersSeen: new Set(["amy"]),
    sentinelsSeen: new Set(["zoe"]),
    refused: 0,
  });
});

test("what never opened, a probe, and nobody's connection are no sockets of the crowd", () => {
  const { open, close, counts, openOf } = crowd();
  open(0, "amy", { outcome: "failed", status: null });
  open(1, "amy", { role: "probe" });
  open(2, null);
  for (const number of [0, 1, 2]) close(number);
  expect(openOf("amy")).toEqual([]);
  open(3, "bo");
  expect(counts).toMatchObject({ peakConnections: 1, usersSeen: new Set(["bo"]) });
});

test("a connection is closed once, and one that nobody opened never", () => {
  const { open, close, counts, all } = crowd();
  open(0, "amy");
  open(1, "bo");
  const first = close(0, { code: 1001 })?.close;
  expect(close(0, { code: 1011, index: 10 })?.close).toBe(first);
  expect(close(7)).toBeNull();
  open(2, "amy");
  expect([counts.peakConnections, all.get(0)?.close?.code]).toEqual([2, 1001]);
});

test("counts the handshakes that were turned away for now, before or after the upgrade", () => {
  const { open, close, counts } = crowd();
  open(0, "amy", { outcome: "rejected", status: 429 });
  open(1, "bo", { outcome: "rejected", status: 503 });
  open(2, "cy", { outcome: "rejected", status: 401 });
  open(3, "dee", { outcome: "failed", status: 503 });
  open(4, "eve", { outcome: "failed", status: null });
  for (const number of [5, 6, 7, 8]) open(number, "fay");
  close(5, { by: "server", code: 1013 });
  close(6, { by: "server", code: 1001 });
  close(7, { by: "harness", code: 1013 });
  close(8, { by: "server", code: 1013 });
  expect(counts.refused).toBe(4);
});

test("a new connection has heard nothing and was not welcomed", () => {
  const { open } = crowd();
  expect(open(0, "amy")).toMatchObject({
    number: 0,
    user: "amy",
    role: "user",
    close: null,
    frames: 0,
    bytes: 0,
    lastHeard: null,
    draining: false,
    welcomed: false,
    came: 0,
  });
});
