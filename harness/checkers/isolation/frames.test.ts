import { expect, test } from "vitest";
import { canaryOf, watch } from "../testing/placed-ops.ts";
import { FRAME } from "./testing.ts";

test("catches a frame about another user's run", () => {
  const scene = watch();
  const amy = scene.send("amy");
  const frame = { ...FRAME, kind: "accepted", connection: 1, run: amy.id, announced: 5 } as const;
  scene.push({ ...frame, user: "amy" }, { run: amy });
  scene.push({ ...frame, user: "bo" }, { run: amy });
  scene.settle(amy);
  scene.push({ ...frame, user: "cy", text: "late" });
  expect(scene.finish().messages).toEqual([
    "bo received amy's acceptance of a run",
    "cy received amy's acceptance of a run",
  ]);
});

test("catches another user's text in a frame of one's own run, and joins both runs", () => {
  const scene = watch();
  scene.tick(0);
  const amy = scene.send("amy");
  const bo = scene.send("bo");
  const canaries = [canaryOf("amy")];
  const error = { ...FRAME, kind: "error", connection: 1, user: "bo", run: bo.id } as const;
  scene.push({ ...error, canaries }, { run: bo });
  expect(scene.finish().observations).toMatchObject([
    {
      kind: "bleed",
      ops: [3, 1],
      touches: [
        { user: "amy", run: amy.id, event: null },
        { user: "bo", run: bo.id, event: null },
      ],
    },
  ]);
});

test("a frame about a run that nobody of the plan has convicts nobody", () => {
  const scene = watch();
  scene.push({ ...FRAME, kind: "error", connection: 1, user: "bo", run: "server-17" });
  expect(scene.finish().findings).toEqual([]);
});
