import { expect, test } from "vitest";
import { attribute } from "./attribution.ts";
import type { Observation } from "./finding.ts";
import { observed } from "./testing.ts";

/** An event of amy's run r1 that did not come, beside others. */
const lost = (event: string, differs: Partial<Observation> = {}): Observation =>
  observed({ event, message: `amy never received ${event}`, place: 4, ...differs });

/** An event of the same run that went to bo. */
const leak = (event: string, op: number): Observation =>
  observed({
    guarantee: "isolation",
    kind: "misroute",
    user: "bo",
    victim: "amy",
    event,
    ops: [op],
    touches: [{ user: "amy", run: "r1", event }],
  });

test("neighbours lost together are one finding that names them all", () => {
  const both = [lost("b", { ops: [9, 4] }), lost("a", { ops: [8, 4] })];
  expect(attribute(both)).toEqual([
    {
      guarantee: "completeness",
      kind: "hole",
      user: "amy",
      victim: null,
      run: "r1",
      event: "a",
      ops: [8, 4, 9],
      message: "amy never received a, and likewise b",
      consequences: [
        {
          guarantee: "completeness",
          kind: "hole",
          user: "amy",
          run: "r1",
          event: "b",
          ops: [9, 4],
          message: "amy never received b",
        },
      ],
      consequenceCount: 1,
      fingerprint: attribute([lost("a")])[0]?.fingerprint,
    },
  ]);
});

test("what came in the place of others is explained, with all that it explains", () => {
  const extra = observed({ guarantee: "order", kind: "unexpected", event: "c", place: 4 });
  const again = observed({ guarantee: "finality", kind: "two-terminals", event: "c" });
  const found = attribute([again, extra, lost("a")]);
  expect(found.map(({ kind, event, consequences }) => [kind, event, consequences.length])).toEqual([
    ["hole", "a", 2],
  ]);
});

test.for([
  ["of two places", { place: 7 }],
  ["of two runs", { run: "r2" }],
  ["of two users", { user: "bo" }],
  ["of no run", { run: null }],
])("faults %s stay apart", ([, differs]) => {
  expect(attribute([lost("a", differs as Partial<Observation>), lost("b")])).toHaveLength(2);
});

test("faults of which one stands alone stay apart", () => {
  expect(attribute([lost("a"), observed({ event: "b" })])).toHaveLength(2);
});

test("each of two neighbours that went to somebody else is explained by its own leak", () => {
  const found = attribute([lost("a"), lost("b"), leak("a", 21), leak("b", 22)]);
  expect(found.map(({ kind, event, consequences }) => [kind, event, consequences.length])).toEqual([
    ["misroute", "a", 1],
    ["misroute", "b", 1],
  ]);
});
