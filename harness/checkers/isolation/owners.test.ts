import { expect, test } from "vitest";
import type { HistoryHeader } from "../../history/header.ts";
import type { SendOp } from "../../history/op.ts";
import { mintCanary } from "../../ownership/canary.ts";
import { executionKey } from "../../ownership/key.ts";
import { mintId } from "../../ownership/run-id.ts";
import { createOwners } from "./owners.ts";

const KEY = executionKey("seed", "nonce");
const RUN = mintId(KEY, "run", 1, 2);
const THREAD = mintId(KEY, "thread", 1, 2);
const CANARY = mintCanary(KEY, 1, 2);

function owners() {
  const plan = { users: [{ id: "amy" }, { id: "bo" }] };
  return createOwners({ key: KEY, plan } as unknown as HistoryHeader);
}

function send(differs: Partial<SendOp> = {}): SendOp {
  return {
    type: "send",
    index: 7,
    time: 0,
    connection: 1,
    user: "bo",
    action: "start",
    run: RUN,
    thread: THREAD,
    canary: CANARY.toUpperCase(),
    scheduled: 0,
    outcome: "ok",
    ...differs,
  };
}

test("a canary of the plan names its owner, run and thread, sent or not", () => {
  const known = owners();
  const mine = { owner: "bo", run: RUN, thread: THREAD };
  expect(known.canary(CANARY)).toEqual({ ...mine, sent: null });
  known.sent(send());
  expect(known.canary(CANARY)).toEqual({ ...mine, sent: 7 });
  expect(known.run(RUN)).toEqual({ ...mine, sent: 7 });
});

test("a run is sent by its first start, and by nothing else", () => {
  const known = owners();
  known.sent(send({ index: 3, action: "cancel" }));
  known.sent(send({ index: 4, canary: null }));
  expect(known.run(RUN)?.sent).toBeNull();
  known.sent(send({ index: 5 }));
  known.sent(send({ index: 6, run: "another", thread: "another" }));
  expect([known.run(RUN)?.sent, known.run("another")]).toEqual([5, null]);
});

test("where the server names the run, it is found by that name and by its canary", () => {
  const known = owners();
  known.sent(send({ run: "server-17" }));
  const mine = { owner: "bo", run: "server-17", thread: THREAD, sent: 7 };
  expect([known.run("server-17"), known.canary(CANARY)]).toEqual([mine, mine]);
});

test("where only the thread is not ours, or no run is named, the canary tells what was sent", () => {
  const threaded = owners();
  threaded.sent(send({ thread: "server-thread" }));
  const mine = { owner: "bo", run: RUN, thread: "server-thread", sent: 7 };
  expect([threaded.run(RUN), threaded.canary(CANARY)]).toEqual([mine, mine]);
  const nameless = owners();
  nameless.sent(send({ run: null, thread: null }));
  expect(nameless.canary(CANARY)).toEqual({ owner: "bo", run: RUN, thread: THREAD, sent: 7 });
});

test("who is not in the plan owns nothing", () => {
  const known = owners();
  const beyond = mintCanary(KEY, 2, 0);
  known.sent(send({ canary: beyond, run: "server-18" }));
  expect([
    known.canary(beyond),
    known.run(mintId(KEY, "run", 2, 0)),
    known.run("server-18"),
  ]).toEqual([null, null, null]);
});

test("another execution's canary is told apart from a forged one, and neither is sent", () => {
  const known = owners();
  const elsewhere = mintCanary(executionKey("seed", "another nonce"), 1, 2);
  known.sent(send({ canary: elsewhere, run: "server-19" }));
  known.sent(send({ canary: "no canary", run: "server-20" }));
  expect(known.canary(elsewhere)).toBe("other-execution");
  expect(known.canary("no canary")).toBeNull();
  expect([known.run("server-19"), known.run("server-20")]).toEqual([null, null]);
});

test("a thread's id is no run", () => {
  expect(owners().run(THREAD)).toBeNull();
});
