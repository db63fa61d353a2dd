import { expect, test } from "vitest";
import { attribute } from "../../verdict/attribution.ts";
import { finality } from "../finality.ts";
import { judge, story } from "../testing/judging.ts";
import { canaryOf, SENTINEL, watch } from "../testing/placed-ops.ts";
import { isolation } from "./isolation.ts";
import { BLIND, FRAME, STRANGER } from "./testing.ts";

test("runs that bring only their own text back are innocent", () => {
  const scene = watch({ eventIds: "global" });
  for (const user of ["amy", "bo"]) {
    const run = scene.send(user);
    scene.own(run, "started", { id: `${user} 1` });
    scene.own(run, "completed", { id: `${user} 2`, canaries: [canaryOf(user)], tokens: [user] });
    scene.settle(run);
  }
  expect(scene.finish()).toMatchObject({
    findings: [],
    tally: { trials: 2, evaluated: 4, unknown: null, notes: [BLIND] },
  });
});

test("catches an event of another user, with the receipt, the original and the send", () => {
  const scene = watch();
  const amy = scene.send("amy");
  scene.foreign("bo", "completed", amy, { id: "7", canaries: [canaryOf("amy")] });
  scene.own(amy, "completed", { id: "7" });
  expect(scene.finish().observations).toEqual([
    {
      guarantee: "isolation",
      kind: "misroute",
      user: "bo",
      victim: "amy",
      run: amy.id,
      event: "completed",
      ops: [1, 2, 0],
      message: "bo received amy's completed",
      touches: [{ user: "amy", run: amy.id, event: "completed" }],
    },
  ]);
});

test("an event of nobody is a misroute, unless the receiver's own text shows that it is his", () => {
  const scene = watch();
  scene.send("amy");
  scene.send("bo");
  scene.event("amy", "thinking", STRANGER);
  scene.event("bo", "thinking", STRANGER, { canaries: [canaryOf("bo")] });
  const { findings, messages } = scene.finish();
  expect(findings).toEqual([["misroute", "amy", null, "thinking", [2]]]);
  expect(messages).toEqual(["amy received a thinking that belongs to nobody of this plan"]);
});

test("an event of nobody with another user's text names that user", () => {
  const scene = watch();
  scene.send("amy");
  scene.event("bo", "thinking", STRANGER, { canaries: [canaryOf("amy")] });
  expect(scene.finish().findings).toEqual([["misroute", "bo", "amy", "thinking", [1, 0]]]);
});

test("a declared broadcast is innocent, and another's text inside it is not", () => {
  const scene = watch();
  scene.send("amy");
  scene.event("bo", "notice", { kind: "broadcast" });
  scene.event(SENTINEL, "notice", { kind: "broadcast" });
  scene.event("bo", "notice", { kind: "broadcast" }, { canaries: [canaryOf("amy")] });
  expect(scene.finish().findings).toEqual([["bleed", "bo", "amy", "notice", [3, 0]]]);
});

test("a misroute is reported once the linger has passed, not before", () => {
  const scene = watch();
  const amy = scene.send("amy");
  scene.foreign("bo", "thinking", amy);
  scene.tick(1_009);
  expect(scene.reported()).toEqual([]);
  scene.tick(1_010);
  expect(scene.reported().map(({ kind }) => kind)).toEqual(["misroute"]);
});

test("one event at several others is one finding, whatever its envelope says", () => {
  const scene = watch();
  const amy = scene.send("amy");
  const cy = scene.send("cy");
  const body = { data: { text: "hello" }, canaries: [canaryOf("amy")] };
  scene.own(amy, "thinking", { ...body, id: "1" });
  scene.foreign("bo", "thinking", amy, { ...body, id: "1" });
  scene.own(cy, "thinking", { ...body, id: "9" });
  scene.foreign(SENTINEL, "thinking", amy, { ...body, id: "1" });
  const { findings, messages } = scene.finish();
  expect(findings).toEqual([["shared", "bo", "amy", "thinking", [3, 4, 5, 2, 0]]]);
  expect(messages).toEqual(["one thinking of amy reached 3 other users: bo, cy, Amy"]);
});

test("two events of a run at two users are two misroutes", () => {
  const scene = watch();
  const amy = scene.send("amy");
  scene.foreign("bo", "thinking", amy, { data: { step: 1 } });
  scene.foreign("cy", "thinking", amy, { data: { step: 2 } });
  expect(scene.finish().findings).toEqual([
    ["misroute", "bo", "amy", "thinking", [1, 0]],
    ["misroute", "cy", "amy", "thinking", [2, 0]],
  ]);
});

test("the send is quoted of a run that is long over, for an event, a frame and a text of it", () => {
  const scene = watch();
  scene.tick(0);
  const amy = scene.send("amy");
  scene.settle(amy);
  const foreign = { kind: "foreign", owner: "amy", run: amy.id } as const;
  scene.event("bo", "thinking", foreign);
  scene.push({ ...FRAME, kind: "accepted", connection: 2, user: "cy", run: amy.id });
  const dee = scene.send("dee");
  scene.own(dee, "completed", { canaries: [canaryOf("amy")] });
  expect(scene.finish().findings.map(([kind, user, , , ops]) => [kind, user, ops])).toEqual([
    ["misroute", "bo", [2, 1]],
    ["misroute", "cy", [3, 1]],
    ["bleed", "dee", [5, 1]],
  ]);
});

test("an event that names another user under a run id of the server's own is that user's", () => {
  const scene = watch();
  scene.event("bo", "completed", { kind: "foreign", owner: "amy", run: "server-17" });
  expect(scene.finish().findings).toEqual([["misroute", "bo", "amy", "completed", [0]]]);
});

test("a sentinel that receives anything of a run is told as one who started nothing", () => {
  const scene = watch();
  const amy = scene.send("amy");
  scene.foreign(SENTINEL, "thinking", amy);
  scene.event(SENTINEL, "completed", { kind: "drifted" });
  const { findings, messages } = scene.finish();
  expect(findings).toEqual([
    ["misroute", SENTINEL, "amy", "thinking", [1, 0]],
    ["misroute", SENTINEL, null, "completed", [2]],
  ]);
  expect(messages).toEqual([
    "Amy, who started nothing, received amy's thinking",
    "Amy, who started nothing, received a completed that belongs to nobody of this plan",
  ]);
});

test("whoever is let in with bad credentials of amy's is taken for her, and for nobody else", () => {
  const scene = watch({ verifies: true });
  const [amy, bo] = [scene.send("amy"), scene.send("bo")];
  scene.foreign(null, "thinking", amy, { canaries: [canaryOf("amy")] });
  scene.foreign(null, "thinking", bo, { canaries: [canaryOf("bo")] });
  const canaries = [canaryOf("amy")];
  scene.push({ ...FRAME, kind: "error", connection: 9, user: null, canaries });
  expect(scene.finish().messages).toEqual([
    "a connection with bad credentials received bo's thinking",
    "a connection with bad credentials received amy's text inside an error message",
  ]);
});

test("where nothing judges bad credentials, what comes of them is a leak", () => {
  const scene = watch();
  scene.foreign(null, "thinking", scene.send("amy"));
  expect(scene.finish().messages).toEqual([
    "a connection with bad credentials received amy's thinking",
  ]);
});

test("who is taken for one user, and gets another's event, received it for nobody", () => {
  const scene = watch();
  scene.send("amy");
  const bo = scene.send("bo");
  scene.foreign(null, "completed", bo);
  expect(scene.finish().findings).toEqual([["misroute", null, "bo", "completed", [2, 1]]]);
});

test("a text of another's under a run that was over is one leak, which finality tells of as well", () => {
  const tale = story().open().start("amy").start("bo");
  tale.events("amy", 1, "started thinking executing completed done").wait(tale.header.linger + 200);
  const late = { to: "amy", run: tale.run("amy"), user: "amy", thread: tale.thread("amy") };
  tale.event("bo", 1, "thinking", late);
  const { observations } = judge(tale.end(), isolation, finality);
  expect(
    attribute(observations).map(({ kind, user, victim, consequences }) => [
      kind,
      user,
      victim,
      consequences.map((one) => one.kind),
    ]),
  ).toEqual([["bleed", "amy", "bo", ["settled"]]]);
});
