import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import { agentRun } from "../../contract/agent-run.ts";
import { AGENT_DELTA } from "../../contract/event-types.ts";
import { findings, type Story, story } from "../testing/judging.ts";
import { canaryOf, watch } from "../testing/placed-ops.ts";
import { isolation } from "./isolation.ts";
import { FRAME, STRANGER } from "./testing.ts";

const two = { users: ["amy", "bo"], sentinels: [] };

const leaks = (tale: Story) =>
  findings(isolation, tale).observations.map(({ kind, run, event, ops }) => [
    kind,
    run,
    event,
    ops,
  ]);

test("a bleed in a message of several is told at the event that holds it, however it is spelt", () => {
  const tale = story(two).open().start("bo").start("amy");
  const cache = Buffer.from(tale.canary("bo")).toString("hex");
  tale.frame("amy", "accepted", { run: tale.run("amy"), canaries: [tale.canary("bo")] });
  tale.event("amy", 1, "started", { part: 1, canaries: [] });
  tale.event("amy", 1, "thinking", { part: 2, canaries: [], data: { reasoning: "…", cache } });
  expect(leaks(tale.finish())).toEqual([["bleed", tale.run("bo"), "agent_thinking", [8, 4]]]);
});

test("a bleed over several events is told at the one in which it became whole", () => {
  const tale = story({ ...two, contract: agentRun() })
    .open()
    .start("bo")
    .start("amy");
  const [head, tail] = [tale.canary("bo").slice(0, 9), tale.canary("bo").slice(9)];
  tale.event("amy", 1, "started", { canaries: [] });
  tale.event("amy", 1, "d1", { type: AGENT_DELTA, part: 1, canaries: [], data: { text: head } });
  tale.event("amy", 1, "d2", { type: AGENT_DELTA, part: 2, canaries: [], data: { text: tail } });
  expect(leaks(tale.finish())).toEqual([["bleed", tale.run("bo"), AGENT_DELTA, [8, 4]]]);
});

test("in a message of two runs of one user, the text of one in the other is told", () => {
  const tale = story(two).open().start("amy", 1).start("amy", 2);
  const [one, other] = [tale.canary("amy", 1), tale.canary("amy", 2)];
  tale.event("amy", 1, "thinking", { canaries: [one, other], data: { reasoning: one } });
  tale.event("amy", 2, "started", { part: 1, canaries: [], data: { agent_name: other } });
  const innocent = leaks(tale.finish());
  const guilty = story(two).open().start("amy", 1).start("amy", 2);
  guilty.event("amy", 1, "thinking", { canaries: [one], data: { reasoning: one } });
  guilty.event("amy", 2, "thinking", { part: 1, canaries: [], data: { reasoning: one } });
  expect(innocent).toEqual([]);
  expect(leaks(guilty.finish())).toEqual([
    ["cross-run", guilty.run("amy", 2), "agent_thinking", [7, 5, 4]],
  ]);
});

test("a text whose own event may be missing from the history proves nothing against another run", () => {
  const tale = story(two).open().start("amy", 1).start("amy", 2);
  const [one, other] = [tale.canary("amy", 1), tale.canary("amy", 2)];
  tale.frame("amy", "accepted", { run: tale.run("amy", 1), canaries: [other] });
  const { last } = tale;
  tale.event("amy", 2, "thinking", { part: 1, canaries: [], data: { reasoning: one } });
  tale.finish();
  const cut = { header: tale.header, ops: tale.ops.toSpliced(last + 1, 1) };
  const { observations, tally } = findings(isolation, cut);
  expect(observations).toEqual([]);
  expect(tally?.unknown).toBe(
    "1 thing seems to be missing, and the history itself is damaged: ops 7 to 7 are not in the history",
  );
});

test("in a message of several parts a misrouted one explains the text seen in its bytes", () => {
  const scene = watch();
  const amy = scene.send("amy");
  const bo = scene.send("bo");
  scene.own(bo, "thinking", { canaries: [canaryOf("bo"), canaryOf("amy")] });
  scene.foreign("bo", "thinking", amy, { part: 1 });
  expect(scene.finish().findings).toEqual([["misroute", "bo", "amy", "thinking", [3, 0]]]);
});

test("in a message of several parts the one that holds the text is blamed", () => {
  const scene = watch();
  scene.send("amy");
  const bo = scene.send("bo");
  scene.own(bo, "thinking", { canaries: [canaryOf("bo"), canaryOf("amy")] });
  scene.own(bo, "completed", { part: 1, data: { text: canaryOf("amy").toUpperCase() } });
  expect(scene.finish().findings).toEqual([["bleed", "bo", "amy", "completed", [3, 0]]]);
});

test("a part on another connection is a message of its own", () => {
  const scene = watch();
  const amy = scene.send("amy");
  const bo = scene.send("bo");
  scene.own(bo, "thinking", { canaries: [canaryOf("amy")] });
  scene.foreign("cy", "started", amy, { part: 1 });
  expect(scene.finish().findings).toEqual([
    ["bleed", "bo", "amy", "thinking", [2, 0]],
    ["misroute", "cy", "amy", "started", [3, 0]],
  ]);
});

test("a later part without the first is a message too", () => {
  const scene = watch();
  scene.tick(0);
  const amy = scene.send("amy");
  scene.foreign("bo", "started", amy, { part: 1 });
  expect(scene.finish().findings).toEqual([["misroute", "bo", "amy", "started", [2, 1]]]);
});

test("in a message of several parts a frame may be among them", () => {
  const scene = watch();
  scene.send("amy");
  const bo = scene.send("bo");
  scene.own(bo, "thinking", { canaries: [canaryOf("amy")] });
  scene.push({ ...FRAME, kind: "unknown", connection: 1, user: "bo", part: 1 });
  scene.own(bo, "completed", { part: 2, data: { text: canaryOf("amy") } });
  expect(scene.finish().findings).toEqual([["bleed", "bo", "amy", "completed", [4, 0]]]);
});

test("one's own event with one's own text vouches for no stray event beside it", () => {
  const scene = watch();
  const bo = scene.send("bo");
  scene.own(bo, "thinking", { canaries: [canaryOf("bo")] });
  scene.event("bo", "completed", STRANGER, { part: 1 });
  expect(scene.finish().findings).toEqual([["misroute", "bo", null, "completed", [2]]]);
});
