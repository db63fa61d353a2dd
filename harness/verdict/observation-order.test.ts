import { expect, test } from "vitest";
import type { Observation } from "./finding.ts";
import { byDepth } from "./observation-order.ts";
import { observed } from "./testing.ts";

/** The pairs of a sorted list that are not told apart, one way or the other, as their places in the list. */
function confused(sorted: readonly Partial<Observation>[]): readonly string[] {
  const all = sorted.map(observed);
  const pairs = all.flatMap((before, at) =>
    all.slice(at + 1).map((after, gap) => ({ before, after, at, to: at + 1 + gap })),
  );
  return pairs
    .filter(({ before, after }) => !(byDepth(before, after) < 0 && byDepth(after, before) > 0))
    .map(({ at, to }) => `${at} and ${to}`);
}

test("the deeper guarantee comes first, whatever its kind", () => {
  expect(
    confused([
      { guarantee: "isolation", kind: "cross-run" },
      { guarantee: "completeness", kind: "misroute" },
      { guarantee: "completeness", kind: "hole" },
      { guarantee: "deadline", kind: "total" },
      { guarantee: "reach", kind: "a" },
    ]),
  ).toEqual([]);
});

test("of leaks, the one that says most comes first, and a kind that nobody ranked last", () => {
  expect(
    confused(
      ["misroute", "shared", "bleed", "cross-run", "a-new-kind", "b-new-kind"].map((kind) => ({
        guarantee: "isolation",
        kind,
      })),
    ),
  ).toEqual([]);
});

test("then, of one run, what came first", () => {
  expect(
    confused([
      { event: "agent_started", ops: [3] },
      { event: "agent_thinking", ops: [5] },
      { event: "agent_completed", ops: [9] },
    ]),
  ).toEqual([]);
});

test("then user, run and event by code unit, nobody and the whole run first", () => {
  expect(
    confused([
      { user: null, run: null, event: null },
      { user: "Zoe", run: null, event: null },
      { user: "amy", run: null, event: null },
      { user: "amy", run: "r1", event: null },
      { user: "amy", run: "r1", event: "a" },
      { user: "amy", run: "r1", event: "b" },
      { user: "amy", run: "r2", event: null },
    ]),
  ).toEqual([]);
});

test("then the ops, a shorter list before the longer that begins with it, and at last the words", () => {
  expect(
    confused([
      { ops: [] },
      { ops: [0] },
      { ops: [3] },
      { ops: [3, 0] },
      { ops: [3, 0, 9] },
      { ops: [3, 1] },
      { ops: [10], message: "amy's tool_completed got lost" },
      { ops: [10], message: "amy's tool_completed never came" },
    ]),
  ).toEqual([]);
});

test("the same fault seen twice is no matter of order", () => {
  expect(byDepth(observed(), observed())).toBe(0);
});
