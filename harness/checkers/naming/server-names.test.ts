import { expect, test } from "vitest";
import type { SendOp } from "../../history/op.ts";
import { mintCanary } from "../../ownership/canary.ts";
import { mintId } from "../../ownership/run-id.ts";
import { createPastNames } from "./past-names.ts";
import { createServerNames } from "./server-names.ts";

const KEY = "00".repeat(32);

function names(most?: number) {
  const past = createPastNames(KEY, 1, most);
  return createServerNames({ key: KEY, users: 1, unique: true }, past);
}

function run(nth: number): string {
  return mintId(KEY, "run", 0, nth);
}

/** Amy's n-th start. */
function send(nth: number, more: Partial<SendOp> = {}): SendOp {
  return {
    index: nth,
    time: nth,
    type: "send",
    connection: 0,
    user: "amy",
    action: "start",
    run: run(nth),
    thread: mintId(KEY, "thread", 0, nth),
    canary: mintCanary(KEY, 0, nth),
    scheduled: nth,
    outcome: "ok",
    ...more,
  };
}

test("a name is known as long as its run is open, and long after", () => {
  const known = names();
  known.sent(send(0));
  known.tell("srv-0", run(0));
  for (let nth = 1; nth < 100; nth += 1) {
    known.sent(send(nth));
    known.tell(`srv-${nth}`, run(nth));
    known.over(run(nth));
  }
  expect(known.runOf("srv-0")).toBe(run(0));
  expect(known.runOf("srv-1")).toBe(run(1));
});

test("names of runs that are over are kept up to a bound, whatever was sent", () => {
  const known = names(8);
  for (let nth = 0; nth < 100; nth += 1) {
    known.sent(send(nth));
    known.tell(`srv-${nth}`, run(nth));
    known.over(run(nth));
  }
  const kept = Array.from({ length: 100 }, (_, nth) => known.runOf(`srv-${nth}`));
  expect(kept).toEqual(kept.map((_, nth) => (nth < 100 - 4 - 8 ? null : run(nth))));
});

test("a run of many names is kept by the first, and the newest of the others", () => {
  const known = names(8);
  known.sent(send(0));
  for (let nth = 0; nth < 100; nth += 1) known.tell(`srv-${nth}`, run(0));
  const kept = Array.from({ length: 100 }, (_, nth) => known.runOf(`srv-${nth}`));
  expect(kept).toEqual(kept.map((_, nth) => (nth < 8 || nth >= 92 ? run(0) : null)));
});

test("a name that is told after its run was forgotten is remembered with those that are over", () => {
  const known = names();
  for (let nth = 0; nth < 10; nth += 1) {
    known.sent(send(nth));
    known.over(run(nth));
  }
  known.tell("srv-0", run(0));
  expect(known.runOf("srv-0")).toBe(run(0));
});

test("runs that never get a name are waited for while they are among the last of their user", () => {
  const known = names();
  for (let nth = 0; nth < 10; nth += 1) {
    known.sent(send(nth));
    known.over(run(nth));
  }
  expect([6, 7].map((index) => known.isWaiting(index))).toEqual([false, true]);
});

test("a thread is the last run's that was sent in it, and when that is long over the first's", () => {
  const known = names();
  const thread = mintId(KEY, "thread", 0, 0);
  for (let nth = 0; nth < 10; nth += 1) known.sent(send(nth, { thread }));
  expect(known.ofThread(thread, 5)).toBe(run(4));
  for (let nth = 0; nth < 10; nth += 1) known.over(run(nth));
  expect(known.ofThread(thread, 10)).toBe(run(9));
  expect(known.ofThread(thread, 5)).toBe(run(0));
});
