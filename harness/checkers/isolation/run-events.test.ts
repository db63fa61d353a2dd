import { expect, test } from "vitest";
import { watch } from "../testing/placed-ops.ts";
import { createRunEvents } from "./run-events.ts";

function runOf(count: number) {
  const scene = watch();
  const run = scene.send("amy");
  for (let at = 0; at < count; at += 1) scene.own(run, "thinking", { id: `e${at}` });
  return { scene, run };
}

test.each([3, 40])("an event of %i is found by its id, the first of two", (count) => {
  const { scene, run } = runOf(count);
  const events = createRunEvents();
  const last = `e${count - 1}`;
  const first = events.find(run, last);
  scene.own(run, "thinking", { id: last });
  expect(first?.event.id).toBe(last);
  expect(events.find(run, last)).toBe(first);
  expect(events.find(run, "e999")).toBeNull();
});

test("what came since it was last asked is found", () => {
  const { scene, run } = runOf(40);
  const events = createRunEvents();
  expect(events.find(run, "later")).toBeNull();
  scene.own(run, "thinking", { id: "later" });
  expect(events.find(run, "later")?.event.id).toBe("later");
  events.settle(run);
  expect(events.find(run, "later")?.event.id).toBe("later");
});
