import { expect, test } from "vitest";
import { decodeOp, encodeLine } from "../../history/codec.ts";
import type { Op } from "../../history/op.ts";
import { createRandom } from "../../plan/random.ts";
import { INJECTIONS } from "./catalogue.ts";
import { createDraft } from "./draft.ts";
import { judged } from "./judging.ts";
import { readScene } from "./scene.ts";
import { richStory } from "./testing.ts";

const rich = richStory();
const scene = readScene(rich.header, rich.ops);

test("a history in which nothing was changed is the same, op by op", () => {
  expect(createDraft(scene).seal()).toEqual(rich.ops);
});

test.for(INJECTIONS)("$id leaves a history as the recorder would have written it", (injection) => {
  for (const seed of ["a", "b", "c"]) {
    const injected = injection.apply(scene, createRandom(seed));
    if ("impossible" in injected) throw new Error(injected.impossible);
    const { ops } = injected;
    expect(ops).not.toEqual(rich.ops);
    // Indexes without a hole, counts that agree, an end: damage would be told as such.
    expect(judged(rich.header, ops).damage).toEqual({ whole: null, users: new Map() });
    expect(ops.map(({ index }) => index)).toEqual([...ops.keys()]);
    expect(ops.map(({ time }) => time)).toEqual(
      ops.map(({ time }) => time).toSorted((a, b) => a - b),
    );
    expect(ops.map((op) => decodeOp(encodeLine(op), 1))).toEqual(ops);
    expect(longestWithoutTick(ops)).toBeLessThanOrEqual(110);
  }
});

test("no two faults of the catalogue share an id", () => {
  const ids = INJECTIONS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

/** Milliseconds between two ticks, or a tick and the end. */
function longestWithoutTick(ops: readonly Op[]): number {
  const times = ops.filter(({ type }) => type === "tick" || type === "end").map(({ time }) => time);
  return Math.max(...times.map((time, at) => time - (times[at - 1] ?? 0)));
}
