import { expect, test } from "vitest";
import { canaryOf, type Shape, watch } from "./testing/placed-ops.ts";

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
