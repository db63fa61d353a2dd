import { expect, test } from "vitest";
import type { Contract } from "../contract/contract.ts";
import { canaryOf, type Shape, watch } from "./testing/placed-ops.ts";

/** Amy's second run answers with the text of her first. */
function answerOfFirst(shape: Shape, thread?: string) {
  const scene = watch(shape);
  const first = scene.send("amy", 0, thread);
  scene.settle(first);
  const second = scene.send("amy", 1, thread);
  scene.own(second, "completed", { canaries: [canaryOf("amy", 0)] });
  scene.own(second, "completed", { canaries: [canaryOf("amy", 0)] });
  return { run: second.id, ...scene.finish() };
}

function found(memory: Contract["memory"], thread?: string): number {
  return answerOfFirst({ memory }, thread).findings.length;
}

test("catches the text of an earlier run of another thread, once a pair of runs", () => {
  const { run, observations } = answerOfFirst({});
  expect(observations).toEqual([
    {
      guarantee: "isolation",
      kind: "cross-run",
      user: "amy",
      victim: null,
      run,
      event: "completed",
      ops: [2, 1, 0],
      message: "amy's completed holds the text of another run, of another thread",
    },
  ]);
});

test("a thread may remember its own earlier runs", () => {
  expect(answerOfFirst({}, "one thread").findings).toEqual([]);
});

test("what the memory forbids depends on the contract", () => {
  expect([found("none"), found("none", "one thread"), found("user")]).toEqual([1, 1, 0]);
});

test("an event of a run that is over may hold that run's text, and no other's", () => {
  const scene = watch();
  const first = scene.send("amy", 0);
  scene.send("amy", 1);
  scene.settle(first);
  const ownership = { kind: "settled", run: first.id } as const;
  scene.event("amy", "completed", ownership, { canaries: [canaryOf("amy", 0)] });
  scene.event("amy", "completed", ownership, { canaries: [canaryOf("amy", 1)] });
  const { findings, observations } = scene.finish();
  expect(findings).toEqual([["cross-run", "amy", null, "completed", [3, 0, 1]]]);
  expect(observations[0]?.run).toBe(first.id);
});

test("a message that names no run may hold any text of its receiver", () => {
  const scene = watch();
  scene.send("amy", 0);
  const nothing = { run: null, subject: null, session: null, announced: null, code: null };
  const canaries = [canaryOf("amy", 0)];
  const frame = { type: "frame", kind: "unknown", bytes: 1, text: "", ...nothing } as const;
  scene.push({ ...frame, connection: 0, user: "amy", canaries });
  expect(scene.finish().findings).toEqual([]);
});

test("catches text and events of a run that was not sent yet, whatever the memory", () => {
  const scene = watch({ memory: "user" });
  const first = scene.send("amy", 0);
  scene.own(first, "thinking", { canaries: [canaryOf("amy", 1)] });
  scene.event("amy", "started", { kind: "unsent", run: "a run to come" });
  const { findings, messages } = scene.finish();
  expect(findings).toEqual([
    ["cross-run", "amy", null, "thinking", [1]],
    ["cross-run", "amy", null, "started", [2]],
  ]);
  expect(messages).toEqual([
    "amy received the text of a run that was not sent yet",
    "amy received a started of a run that was not sent yet",
  ]);
});

test("a history that lacks ops cannot tell that a run was not sent", () => {
  const scene = watch();
  scene.event("amy", "started", { kind: "unsent", run: "a run to come" });
  scene.damage.whole = "op 3 is missing";
  const { findings, tally } = scene.finish();
  expect(findings).toEqual([]);
  expect(tally.unknown).toContain("op 3 is missing");
});
