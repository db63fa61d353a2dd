import { expect, test } from "vitest";
import type { Connection, Run } from "../scene/scene.ts";
import { createSilentRuns } from "./silent-runs.ts";

/** Connections on which nothing has come, runs sent on them, and what is judged of these; two may wait. */
function book() {
  const connections = new Map<number, Connection>();
  const judged: string[] = [];
  const silent = createSilentRuns(
    { connections },
    ({ id }, count) => void judged.push(count === 1 ? id : `${id} for ${count}`),
    2,
  );
  return {
    silent,
    judged,
    open: (number: number): Connection => {
      const connection = { number, close: null, lastHeard: null, welcomed: true } as Connection;
      connections.set(number, connection);
      return connection;
    },
    send: (id: string, on: Connection, differs: Partial<Run> = {}): void => {
      const sent = Number(id.slice(1)) * 10_000;
      const run = { id, connection: on.number, sent, fate: "ok", acknowledged: null, streams: [] };
      silent.add({ ...run, refusal: null, ...differs } as unknown as Run);
    },
  };
}

const BY_US = { by: "harness", code: 1000 } as Connection["close"];
const LOST = { by: "network", code: 1006 } as Connection["close"];

test("a run after which the server was heard is judged at once", () => {
  const { silent, judged, open, send } = book();
  const on = open(1);
  on.lastHeard = 99_000;
  for (const id of ["r1", "r2", "r3", "r4"]) send(id, on);
  expect(judged).toEqual(["r1", "r2", "r3", "r4"]);
  silent.finish();
  expect([judged.length, silent.unsure]).toEqual([4, 0]);
});

test("a sign of life decides all that waited on its connection, and none on another", () => {
  const { silent, judged, open, send } = book();
  const [one, other] = [open(1), open(2)];
  send("r1", one);
  send("r2", other);
  one.lastHeard = 15_000;
  send("r3", one);
  expect(judged).toEqual(["r1"]);
  silent.finish();
  expect([judged, silent.unsure]).toEqual([["r1"], 2]);
});

test("how a connection ended decides what waited on it", () => {
  const { silent, judged, open, send } = book();
  const [one, other] = [open(1), open(2)];
  send("r1", one);
  send("r2", other);
  one.close = BY_US;
  other.close = LOST;
  silent.finish();
  expect([judged, silent.unsure]).toEqual([["r1"], 1]);
});

test("of too many that wait two of each connection are kept, and all are counted", () => {
  const { silent, judged, open, send } = book();
  const [one, other] = [open(1), open(2)];
  for (let nth = 1; nth <= 500; nth += 1) {
    send(`r${nth}`, one);
    send(`r${nth}`, other);
  }
  one.close = BY_US;
  other.close = LOST;
  silent.finish();
  expect([judged, silent.unsure]).toEqual([["r1", "r2 for 499"], 500]);
});

test("a sign of life makes room again", () => {
  const { judged, open, send } = book();
  const on = open(1);
  for (let nth = 1; nth <= 9; nth += 1) send(`r${nth}`, on);
  on.lastHeard = 95_000;
  for (let nth = 10; nth <= 12; nth += 1) send(`r${nth}`, on);
  expect(judged).toEqual(["r1", "r2", "r3 for 7"]);
  on.lastHeard = 999_000;
  send("r13", on);
  expect(judged.slice(3)).toEqual(["r10", "r11", "r12", "r13"]);
});

test("what was refused or not sent is not judged, and what perhaps was sent is unsure", () => {
  const { silent, judged, open, send } = book();
  const on = open(1);
  on.lastHeard = 99_000;
  send("r1", on, { refusal: { index: 3, code: "busy" } });
  send("r2", on, { fate: "fail" });
  send("r3", on, { fate: "info" });
  silent.finish();
  expect([judged, silent.unsure]).toEqual([[], 1]);
});
