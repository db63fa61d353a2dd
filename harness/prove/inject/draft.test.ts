import { expect, test } from "vitest";
import { story } from "../../checkers/testing/judging.ts";
import type { CloseOp, EventOp, Op } from "../../history/op.ts";
import { cut } from "./cut.ts";
import { createDraft } from "./draft.ts";
import { readScene, type Scene } from "./scene.ts";
import { delay, giveUp } from "./waiting.ts";

/** Amy and bo, two runs each, one after the other. */
function twoRounds(): Scene {
  const tale = story({ users: ["amy", "bo"], sentinels: [] }).open();
  for (const run of [1, 2]) {
    for (const user of ["amy", "bo"]) {
      tale.start(user, run).events(user, run, "started thinking executing completed done");
    }
  }
  tale.wait(1_100).end();
  return readScene(tale.header, tale.ops);
}

function closesOf(ops: readonly Op[]): readonly CloseOp[] {
  return ops.filter((op) => op.type === "close");
}

function eventsOf(ops: readonly Op[], user: string): readonly EventOp[] {
  return ops.filter((op) => op.type === "event").filter((op) => op.user === user);
}

test("an event that is taken out is missing in the crowd's own counts, and in those of the end", () => {
  const scene = twoRounds();
  const [before] = closesOf(scene.ops);
  const draft = createDraft(scene);
  for (const op of scene.sound[0]?.moments[1] ?? []) draft.remove(op);
  const ops = draft.seal();
  const [after] = closesOf(ops);
  expect([before?.frames, before?.bytes, scene.ops.length]).toEqual([11, 1_010, 42]);
  expect([after?.frames, after?.bytes, ops.length]).toEqual([10, 910, 41]);
  expect(ops.at(-1)).toMatchObject({ type: "end", ops: 41, index: 40 });
});

test("what is delayed by a stall waits, and what waits for it; another user does not", () => {
  const scene = twoRounds();
  const [run] = scene.sound;
  const draft = createDraft(scene);
  if (run) delay(draft, scene, run, { from: 2, by: 500 });
  const ops = draft.seal();
  const moved = (user: string) =>
    eventsOf(ops, user).map(({ time }, at) => time - (eventsOf(scene.ops, user)[at]?.time ?? 0));
  expect(moved("amy")).toEqual([0, 0, 500, 500, 500, 500, 500, 500, 500, 500]);
  expect(moved("bo")).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  // The server stamps when it sends.
  expect(eventsOf(ops, "amy")[2]?.event.at).toBe(
    (eventsOf(scene.ops, "amy")[2]?.event.at ?? 0) + 500,
  );
});

test("a run that is given up is waited for, and asked for, before we hang up", () => {
  const scene = twoRounds();
  const last = scene.sound.at(-1);
  const draft = createDraft(scene);
  for (const op of last?.moments.flat() ?? []) draft.remove(op);
  if (last) giveUp(draft, scene, last, last.send.time);
  const ops = draft.seal();
  const { patience, linger } = scene.header;
  expect(ops.filter((op) => op.type === "send" && op.action === "ping")).toMatchObject([
    { user: "bo", time: (last?.send.time ?? 0) + patience / 2 },
  ]);
  expect(closesOf(ops)[0]?.time).toBeGreaterThan((last?.send.time ?? 0) + patience + linger);
});

test("a connection that the server ends takes with it what would have come, and what would have been sent", () => {
  const scene = twoRounds();
  const [seat] = scene.seats;
  const [run] = scene.sound;
  const draft = createDraft(scene);
  const time = run?.moments[1]?.[0].time ?? 0;
  if (seat) cut(draft, scene, seat, time, { code: 1_000, by: "server" });
  const ops = draft.seal();
  const sends = ops.filter((op) => op.type === "send").filter(({ user }) => user === "amy");
  expect(closesOf(ops)[0]).toMatchObject({
    user: "amy",
    time,
    by: "server",
    frames: 3,
    bytes: 210,
  });
  expect(eventsOf(ops, "amy")).toHaveLength(2);
  expect(sends.map(({ outcome }) => outcome)).toEqual(["ok", "fail"]);
});

test("the rest of a message of several events goes on as a message, with what was seen in it", () => {
  const tale = story({ users: ["amy"], sentinels: [] })
    .open()
    .start("amy");
  tale.event("amy", 1, "started");
  for (const [at, word] of ["thinking", "executing", "completed", "done"].entries()) {
    tale.event("amy", 1, word, at === 0 ? {} : { part: at, canaries: [] });
  }
  tale.finish();
  const scene = readScene(tale.header, tale.ops);
  const draft = createDraft(scene);
  const [, thinking] = eventsOf(scene.ops, "amy");
  if (thinking) draft.remove(thinking);
  const left = eventsOf(draft.seal(), "amy");
  expect(left.map(({ bytes, part, canaries }) => [bytes, part, canaries])).toEqual([
    [100, undefined, [tale.canary("amy")]],
    [100, undefined, [tale.canary("amy")]],
    [0, 1, undefined],
    [0, 2, undefined],
  ]);
});
