import { expect, test } from "vitest";
import type { Message } from "../dialects/dialect.ts";
import type { Connection } from "./connection.ts";
import { type OpenRun, OpenRuns } from "./open-runs.ts";

function connectionOf(number: number, user: string): Connection {
  return { seat: { number, user, role: "user" } } as unknown as Connection;
}

function started(id: string, thread: string, connection: Connection): OpenRun {
  return { run: { id, thread }, connection, over: false } as unknown as OpenRun;
}

function event(run: string | null): Message {
  return { kind: "event", event: { run } } as unknown as Message;
}

/** Two runs of amy, on a connection each, and one of bo. */
function crowd() {
  const [first, second, other] = [
    connectionOf(0, "amy"),
    connectionOf(1, "amy"),
    connectionOf(2, "bo"),
  ];
  const [one, two, his] = [
    started("r1", "t1", first),
    started("r2", "t2", second),
    started("r3", "t3", other),
  ];
  const open = new OpenRuns();
  for (const run of [one, two, his]) open.add(run);
  return { open, first, second, other, one, two, his };
}

test("a message that names a run is of that run, on whatever connection it comes", () => {
  const { open, first, one, two, his } = crowd();
  const found = ["r1", "r2", "r1", "r3", "r2"].map((id) => open.spokenOf(event(id), first));
  expect(found).toEqual([one, two, one, his, two]);
  expect(open.spokenOf(event("r9"), first)).toBe(undefined);
});

test("a run that is over is meant no more, although its connection spoke of it last", () => {
  const { open, first, second, one } = crowd();
  expect(open.spokenOf(event("r1"), first)).toBe(one);
  expect(open.spokenOf(event("r1"), second)).toBe(one);
  open.delete(one);
  expect(open.spokenOf(event("r1"), first)).toBe(undefined);
  expect(open.spokenOf(event("r1"), second)).toBe(undefined);
  expect(open.size).toBe(2);
});

test("an event that names none is of the only run of its connection", () => {
  const { open, first, one } = crowd();
  expect(open.spokenOf(event(null), first)).toBe(one);
  open.add(started("r4", "t4", first));
  expect(open.spokenOf(event(null), first)).toBe(undefined);
  expect(open.spokenOf({ kind: "accepted" }, first)).toBe(undefined);
});

test("an id that is nobody's means the user's run of this thread, or his only one", () => {
  const { open } = crowd();
  expect(open.meantBy("t2", "amy")).toBe("r2");
  expect(open.meantBy("server-7", "amy")).toBe(null);
  expect(open.meantBy("server-7", "bo")).toBe("r3");
  expect(open.meantBy("server-7", "cy")).toBe(null);
});
