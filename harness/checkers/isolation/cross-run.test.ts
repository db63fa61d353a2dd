import { expect, test } from "vitest";
import type { Contract } from "../../contract/contract.ts";
import type { EventOp } from "../../history/op.ts";
import { mintId } from "../../ownership/run-id.ts";
import { attribute } from "../../verdict/attribution.ts";
import type { Observation } from "../../verdict/finding.ts";
import { CATALOGUE } from "../catalogue.ts";
import { judge, story } from "../testing/judging.ts";
import { canaryOf, KEY, type Shape, watch } from "../testing/placed-ops.ts";
import { createCrossRuns } from "./cross-run.ts";
import { FRAME } from "./testing.ts";

const FIVE = "started thinking executing completed done";

const UNKNOWN = { ...FRAME, kind: "unknown", connection: 0, user: "amy" } as const;

/** Amy's second run answers with the text of her first. */
function answerOfFirst(shape: Shape, thread?: string) {
  const scene = watch(shape);
  const first = scene.send("amy", 0, thread);
  scene.settle(first);
  const second = scene.send("amy", 1, thread);
  scene.own(second, "completed", { canaries: [canaryOf("amy", 0)] });
  scene.own(second, "completed", { canaries: [canaryOf("amy", 0)] });
  return { run: second.id, first: first.id, ...scene.finish() };
}

function found(memory: Contract["memory"], thread?: string): number {
  return answerOfFirst({ memory }, thread).findings.length;
}

test("catches the text of an earlier run of another thread, once a pair of runs", () => {
  const { run, first, observations } = answerOfFirst({});
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
      // Too many in the one run, and perhaps missing in the other.
      touches: [
        { user: "amy", run, event: "completed" },
        { user: "amy", run: first, event: "completed" },
      ],
    },
  ]);
});

test("a pair is told once while it is among the last, and no more of them are remembered", () => {
  const held: (string | null)[] = [];
  const absence = {
    hold: (_user: string, { run }: Observation) => void held.push(run),
    release() {},
    unknown: () => null,
  };
  const crossRuns = createCrossRuns("thread", null as never, absence, () => {}, 2);
  const early = (run: string): void => {
    const op = { index: 1, type: "event", user: "amy", event: { type: "started" } } as EventOp;
    const place = { connection: null, run: null, stream: null, received: null, ownership: null };
    crossRuns.early({ op, place }, run);
  };
  for (const run of ["r1", "r1", "r2", "r1", "r3", "r3", "r2", "r1"]) early(run);
  expect(held).toEqual(["r1", "r2", "r3", "r1"]);
});

test("all events of a run that goes by the id of another are one report, with what the run lacks", () => {
  const tale = story().open("amy").start("amy").events("amy", 1, FIVE).start("amy", 2);
  const [run, thread] = [tale.run("amy", 1), tale.thread("amy", 1)];
  for (const word of FIVE.split(" ")) tale.event("amy", 2, word, { run, thread });
  const all = attribute(judge(tale.finish(), ...CATALOGUE).observations);
  expect(all.map(({ kind, event }) => [kind, event])).toEqual([["cross-run", "agent_started"]]);
  const told = all[0]?.consequences.map(({ kind, run: at }) => [kind, at === run]) ?? [];
  expect(told).toContainEqual(["whole-run", false]);
  expect(told).toContainEqual(["ghost", true]);
});

test("an event of one's own under another user's run id explains that it is missing", () => {
  const tale = story().open().start("amy").start("bo").events("bo", 1, FIVE);
  for (const word of FIVE.split(" ")) {
    tale.event("amy", 1, word, word === "thinking" ? { run: tale.run("bo") } : {});
  }
  const all = attribute(judge(tale.finish(), ...CATALOGUE).observations);
  expect(
    all.map(({ kind, user, victim, consequences }) => [
      kind,
      user,
      victim,
      consequences.map((one) => one.kind),
    ]),
  ).toEqual([["misroute", "amy", "bo", ["hole"]]]);
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
  scene.push({ ...UNKNOWN, canaries: [canaryOf("amy", 0)] });
  scene.event("amy", "completed", { kind: "stranger" }, { canaries: [canaryOf("amy", 0)] });
  expect(scene.finish().findings).toEqual([]);
});

test("catches text and events of a run that was not sent yet, whatever the memory", () => {
  const scene = watch({ memory: "user" });
  const first = scene.send("amy", 0);
  scene.own(first, "thinking", { canaries: [canaryOf("amy", 1)] });
  scene.event("amy", "started", { kind: "unsent", run: "a run to come" });
  scene.event("amy", "thinking", { kind: "unsent", run: "a run to come" });
  expect(scene.finish().observations).toEqual([
    {
      guarantee: "isolation",
      kind: "cross-run",
      user: "amy",
      victim: null,
      run: mintId(KEY, "run", 0, 1),
      event: "thinking",
      ops: [1],
      message: "amy received the text of a run that was not sent yet",
    },
    {
      guarantee: "isolation",
      kind: "cross-run",
      user: "amy",
      victim: null,
      run: "a run to come",
      event: "started",
      ops: [2],
      message: "amy received a started of a run that was not sent yet",
    },
  ]);
});

test("catches the text of a run that was not sent yet in a frame", () => {
  const scene = watch();
  scene.push({ ...UNKNOWN, canaries: [canaryOf("amy", 1)] });
  expect(scene.finish().findings).toEqual([["cross-run", "amy", null, null, [0]]]);
});

test("a history that lacks ops cannot tell that a run was not sent", () => {
  const scene = watch();
  scene.event("amy", "started", { kind: "unsent", run: "a run to come" });
  scene.damage.whole = "op 3 is missing";
  const { findings, tally } = scene.finish();
  expect(findings).toEqual([]);
  expect(tally.unknown).toContain("op 3 is missing");
});

test("where nothing may be remembered, the report says no thread, and a run's own text is its own", () => {
  const { observations } = answerOfFirst({ memory: "none" });
  expect(observations.map(({ message }) => message)).toEqual([
    "amy's completed holds the text of another run",
  ]);
  const scene = watch({ memory: "none" });
  const first = scene.send("amy", 0);
  scene.settle(first);
  const late = { kind: "settled", run: first.id } as const;
  scene.event("amy", "completed", late, { canaries: [canaryOf("amy", 0)] });
  expect(scene.finish().findings).toEqual([]);
});

test("a message may hold the text of any run, or thread, that one of its parts is of", () => {
  const scene = watch();
  const first = scene.send("amy", 0, "one thread");
  const second = scene.send("amy", 1, "one thread");
  const third = scene.send("amy", 2);
  scene.settle(first);
  const canaries = [canaryOf("amy", 0)];
  scene.event("amy", "completed", { kind: "settled", run: first.id }, { canaries });
  scene.own(third, "completed", { part: 1 });
  scene.own(second, "completed", { canaries });
  scene.own(third, "completed", { part: 1 });
  expect(scene.finish().findings).toEqual([]);
});

test("each run that shows the text is told, and each text that it shows", () => {
  const scene = watch();
  const [first, second] = [scene.send("amy", 0), scene.send("amy", 1)];
  const [third, fourth] = [scene.send("amy", 2), scene.send("amy", 3)];
  for (const run of [first, second]) scene.settle(run);
  scene.own(third, "completed", { canaries: [canaryOf("amy", 0), canaryOf("amy", 1)] });
  scene.own(fourth, "completed", { canaries: [canaryOf("amy", 0)] });
  expect(scene.finish().findings.map(([, , , , ops]) => ops)).toEqual([
    [4, 2, 0],
    [4, 2, 1],
    [5, 3, 0],
  ]);
});

test("catches the text in a frame about another run", () => {
  const scene = watch();
  scene.send("amy", 0);
  const second = scene.send("amy", 1);
  const canaries = [canaryOf("amy", 0)];
  scene.push({ ...UNKNOWN, kind: "accepted", run: second.id, canaries }, { run: second });
  const { observations } = scene.finish();
  expect(observations).toEqual([
    {
      guarantee: "isolation",
      kind: "cross-run",
      user: "amy",
      victim: null,
      run: second.id,
      event: null,
      ops: [2, 1, 0],
      message: "amy's acceptance of a run holds the text of another run, of another thread",
    },
  ]);
});

test("an event under a drifted or unknown run id is judged by the thread that it names", () => {
  const scene = watch();
  scene.tick(0);
  scene.send("amy", 0, "one thread");
  const canaries = [canaryOf("amy", 0)];
  const drifted = { kind: "drifted" } as const;
  scene.event("amy", "started", drifted, { canaries });
  scene.event("amy", "thinking", drifted, { canaries, thread: "one thread" });
  scene.event("amy", "executing", drifted, { canaries, thread: "another" });
  scene.event("amy", "completed", drifted, { canaries, thread: "another" });
  const settled = { kind: "settled", run: "server-7" } as const;
  scene.event("amy", "done", settled, { canaries, thread: "another" });
  const { observations } = scene.finish();
  expect(observations.map(({ run, event, ops }) => [run, event, ops])).toEqual([
    [null, "executing", [4, 1]],
    ["server-7", "done", [6, 1]],
  ]);
});

test("another user's event with the receiver's own text is that user's, and no mixing of runs", () => {
  const scene = watch();
  const amy = scene.send("amy");
  scene.send("bo");
  scene.foreign("bo", "completed", amy, { canaries: [canaryOf("bo")] });
  expect(scene.finish().findings).toEqual([["misroute", "bo", "amy", "completed", [2, 0]]]);
});
