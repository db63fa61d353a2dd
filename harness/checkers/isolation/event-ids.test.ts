import { expect, test } from "vitest";
import type { Difference } from "../scene/scene.ts";
import { canaryOf, type Shape, USERS, watch } from "../testing/placed-ops.ts";

/** Bo's run gets, under his envelope, the event that amy's got under hers. */
function twice(shape: Shape, surplus: boolean) {
  const scene = watch(shape);
  const amy = scene.send("amy");
  const bo = scene.send("bo");
  scene.own(amy, "thinking", { id: "e1" });
  const event = scene.own(bo, "thinking", { id: "e1" });
  scene.settle(amy);
  scene.settle(bo, surplus ? [{ kind: "extra", event, afterTerminal: false }] : []);
  return { amy, bo, ...scene.finish() };
}

test("where ids are global, one id at two users is one event at both", () => {
  const { amy, bo, observations } = twice({ eventIds: "global" }, false);
  expect(observations).toEqual([
    {
      guarantee: "isolation",
      kind: "shared",
      user: "bo",
      victim: "amy",
      run: amy.id,
      event: "thinking",
      ops: [3, 2, 0],
      message: 'amy\'s thinking came to bo as well, under the same event id "e1"',
      touches: [
        { user: "amy", run: amy.id, event: "thinking" },
        { user: "bo", run: bo.id, event: "thinking" },
      ],
    },
  ]);
});

test("the user with an event too many is the receiver, whoever was first", () => {
  const scene = watch({ eventIds: "global" });
  const bo = scene.send("bo");
  const amy = scene.send("amy");
  const event = scene.own(bo, "thinking", { id: "e1" });
  scene.own(amy, "thinking", { id: "e1" });
  scene.settle(bo, [{ kind: "extra", event, afterTerminal: false }]);
  scene.settle(amy);
  expect(scene.finish().findings).toEqual([["shared", "bo", "amy", "thinking", [2, 3, 1]]]);
});

test("where nothing is declared, one id convicts only with an event too many", () => {
  expect(twice({ eventIds: "undeclared" }, false).findings).toEqual([]);
  expect(twice({ eventIds: "undeclared" }, true).findings).toEqual([
    ["shared", "bo", "amy", "thinking", [3, 2, 0]],
  ]);
});

test("where nothing is declared and ids are plainly numbers of a run, they convict nobody", () => {
  const scene = watch({ eventIds: "undeclared" });
  const [amy, bo, cy] = [scene.send("amy"), scene.send("bo"), scene.send("cy")];
  scene.own(amy, "started", { id: "1" });
  scene.own(bo, "started", { id: "1" });
  const event = scene.own(cy, "started", { id: "1" });
  scene.settle(amy);
  scene.settle(bo);
  scene.settle(cy, [{ kind: "extra", event, afterTerminal: false }]);
  expect(scene.finish().findings).toEqual([]);
});

test("where nothing is declared, one id on two types shows that ids are numbers of a run", () => {
  const scene = watch({ eventIds: "undeclared" });
  const [amy, bo] = [scene.send("amy"), scene.send("bo")];
  scene.own(amy, "started", { id: "0" });
  const event = scene.own(bo, "started", { id: "0" });
  scene.own(amy, "thinking", { id: "1" });
  scene.own(bo, "completed", { id: "1" });
  scene.settle(amy);
  scene.settle(bo, [{ kind: "extra", event, afterTerminal: false }]);
  expect(scene.finish().findings).toEqual([]);
});

test("where nothing is declared, an id that comes again when its run is long over shows the same", () => {
  const scene = watch({ eventIds: "undeclared" });
  const [amy, bo] = [scene.send("amy"), scene.send("bo")];
  scene.own(amy, "started", { id: "0" });
  const event = scene.own(bo, "started", { id: "0" });
  scene.own(bo, "thinking", { id: "1" });
  scene.settle(bo, [{ kind: "extra", event, afterTerminal: false }]);
  scene.own(amy, "thinking", { id: "1" });
  scene.settle(amy);
  expect(scene.finish().findings).toEqual([]);
});

test("where nothing is declared, an event too many is not one of another type with its id", () => {
  const scene = watch({ eventIds: "undeclared" });
  const [amy, bo] = [scene.send("amy"), scene.send("bo")];
  scene.own(amy, "error", { id: "0" });
  const event = scene.own(bo, "started", { id: "0" });
  scene.settle(amy);
  scene.settle(bo, [{ kind: "extra", event, afterTerminal: false }]);
  expect(scene.finish().findings).toEqual([]);
});

test("where ids are unique per run, equal ids prove nothing", () => {
  expect(twice({ eventIds: "run" }, true).findings).toEqual([]);
});

test("one id at two connections of one user, or at two of his runs, is innocent", () => {
  const scene = watch({ eventIds: "global" });
  const [first, second] = [scene.send("amy", 0), scene.send("amy", 1)];
  for (const run of [first, first, second]) scene.own(run, "thinking", { id: "e1" });
  scene.settle(first);
  scene.settle(second);
  expect(scene.finish().findings).toEqual([]);
});

test("an event whose text shows the leak already is not reported again for its id", () => {
  const scene = watch({ eventIds: "global" });
  const [amy, bo] = [scene.send("amy"), scene.send("bo")];
  scene.own(bo, "thinking", { id: "e1", canaries: [canaryOf("amy")] });
  scene.own(amy, "thinking", { id: "e1", canaries: [canaryOf("amy")] });
  scene.settle(amy);
  scene.settle(bo);
  expect(scene.finish().findings).toEqual([["bleed", "bo", "amy", "thinking", [2, 3, 0]]]);
});

test("where ids are global, whoever settles last makes it known", () => {
  const scene = watch({ eventIds: "global" });
  const [amy, bo] = [scene.send("amy"), scene.send("bo")];
  scene.own(amy, "thinking", { id: "e1" });
  scene.own(bo, "thinking", { id: "e1" });
  scene.settle(bo);
  scene.settle(amy);
  expect(scene.finish().findings).toEqual([["shared", "bo", "amy", "thinking", [3, 2, 0]]]);
});

test("where ids are global, one id at many users is one finding that names five and quotes ten", () => {
  const scene = watch({ eventIds: "global" });
  const runs = USERS.map((user) => scene.send(user));
  for (const run of runs) scene.own(run, "thinking", { id: "e1" });
  for (const run of runs) scene.settle(run);
  const { findings, messages } = scene.finish();
  const receipts = Array.from({ length: 10 }, (_, n) => USERS.length + 1 + n);
  expect(findings).toEqual([["shared", "bo", "amy", "thinking", [...receipts, USERS.length, 0]]]);
  expect(messages).toEqual([
    'amy\'s thinking came to bo, cy, dee, eve, fay as well, under the same event id "e1"',
  ]);
});

test("an id is held while a run with it is open, and those that settled before are told with it", () => {
  const scene = watch({ eventIds: "global" });
  const [amy, bo, cy] = [scene.send("amy"), scene.send("bo"), scene.send("cy")];
  scene.own(amy, "thinking", { id: "e1" });
  scene.own(bo, "thinking", { id: "e1" });
  scene.settle(amy);
  scene.own(cy, "thinking", { id: "e1" });
  scene.settle(bo);
  scene.settle(cy);
  expect(scene.finish().findings).toEqual([["shared", "bo", "amy", "thinking", [4, 5, 3, 0]]]);
});

test("events without an id are not one event", () => {
  const scene = watch({ eventIds: "global" });
  const [amy, bo] = [scene.send("amy"), scene.send("bo")];
  scene.own(amy, "thinking");
  scene.own(bo, "thinking");
  scene.settle(amy);
  scene.settle(bo);
  expect(scene.finish().findings).toEqual([]);
});

test("a run that got the event twice is one holder, of the first", () => {
  const scene = watch({ eventIds: "global" });
  const [amy, bo] = [scene.send("amy"), scene.send("bo")];
  for (const run of [amy, amy, bo]) scene.own(run, "thinking", { id: "e1" });
  scene.settle(amy);
  scene.settle(bo);
  expect(scene.finish().findings).toEqual([["shared", "bo", "amy", "thinking", [4, 2, 0]]]);
});

test("another user's event counts for its own leak, and not as one of the run that it came from", () => {
  const scene = watch({ eventIds: "global" });
  const [amy, cy] = [scene.send("amy"), scene.send("cy")];
  scene.foreign("bo", "thinking", amy, { id: "e1" });
  scene.own(amy, "thinking", { id: "e1" });
  scene.own(cy, "thinking", { id: "e1" });
  scene.settle(amy);
  scene.settle(cy);
  expect(scene.finish().findings).toEqual([
    ["shared", "cy", "amy", "thinking", [4, 3, 0]],
    ["misroute", "bo", "amy", "thinking", [2, 3, 0]],
  ]);
});

test("a leak told by its text just before the run settles is not told again by its id", () => {
  const scene = watch({ eventIds: "global" });
  const [amy, bo] = [scene.send("amy"), scene.send("bo")];
  scene.own(amy, "thinking", { id: "e1", canaries: [canaryOf("amy")] });
  scene.settle(amy);
  const again = scene.send("cy");
  scene.own(again, "thinking", { id: "e1" });
  scene.own(bo, "thinking", { id: "e1", canaries: [canaryOf("amy")] });
  scene.settle(bo);
  scene.settle(again);
  expect(scene.finish().findings).toEqual([["bleed", "bo", "amy", "thinking", [5, 0]]]);
});

/** What one id at amy and bo proves where nothing is declared, when bo's differs like this. */
function undeclared(
  copyKind: "same" | "re-id" | "equivocation" | null,
  differences: readonly Difference[] = [],
) {
  const scene = watch({ eventIds: "undeclared" });
  const [amy, bo] = [scene.send("amy"), scene.send("bo")];
  scene.own(amy, "thinking", { id: "e1" });
  scene.own(bo, "thinking", { id: "e1", copyKind });
  scene.settle(amy);
  scene.settle(bo, differences);
  return scene.finish().findings.length;
}

test("where nothing is declared, a copy under another id or payload is an event too many", () => {
  expect([undeclared("re-id"), undeclared("equivocation")]).toEqual([1, 1]);
});

test("where nothing is declared, a plain copy, a missing and a moved event are none too many", () => {
  const event = watch().own(watch().send("amy"), "thinking");
  const missing = { kind: "missing", type: "thinking", after: null, before: null, tail: false };
  expect([
    undeclared("same"),
    undeclared(null, [missing as Difference]),
    undeclared(null, [{ kind: "moved", event, expectedAfter: null }]),
  ]).toEqual([0, 0, 0]);
});

test("where nothing is declared, a thousand suspicions are held at most", () => {
  const scene = watch({ eventIds: "undeclared" });
  for (let n = 0; n < 1_002; n += 1) {
    const [amy, bo] = [scene.send("amy", n), scene.send("bo", n)];
    scene.own(amy, "thinking", { id: `e${n}` });
    const event = scene.own(bo, "thinking", { id: `e${n}` });
    scene.settle(amy);
    scene.settle(bo, [{ kind: "extra", event, afterTerminal: false }]);
  }
  expect(scene.finish().findings).toHaveLength(1_000);
});
