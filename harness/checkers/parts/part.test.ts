import { expect, test } from "vitest";
import type { Observation } from "../../verdict/finding.ts";
import { sampleHeader } from "../../history/testing.ts";
import { joinParts } from "./join.ts";
import { mergeParts, type Part, partOf } from "./part.ts";

const NO_TIMES = { counts: new Map(), max: 0 };

function part(index: number, observations: readonly Observation[]): Part {
  return {
    slices: [index],
    count: 3,
    config: "c",
    unclear: "something was found",
    tallies: new Map(),
    observations,
    observed: new Map([["duplication", observations.length]]),
    envelope: {
      users: 1,
      sentinels: 0,
      runs: 1,
      events: 5,
      peakConnections: 1,
      peakRuns: 1,
      durationMs: 10,
    },
    health: { eventLoopDelayP99Ms: null, maxSendLagMs: null, maxTickLagMs: null },
    ended: "finished",
    damage: { whole: null, users: new Map() },
    times: { accepted: NO_TIMES, first: NO_TIMES, gap: NO_TIMES, total: NO_TIMES },
    connections: { up: [], down: [] },
    runs: { up: [], down: [] },
    watched: { left: null, last: null },
    ids: new Float64Array(0),
    beyond: 0,
  };
}

function copies(user: string, count: number): readonly Observation[] {
  return Array.from({ length: count }, (_, at) => ({
    guarantee: "duplication",
    kind: "copy",
    user,
    victim: null,
    run: null,
    event: null,
    ops: [at],
    message: `${user} ${at}`,
  }));
}

test("of more observations than are kept, any grouping keeps the same, and counts them all", () => {
  const [a, b, c] = ["a", "b", "c"].map((user, at) => part(at, copies(user, 6_000))) as [
    Part,
    Part,
    Part,
  ];
  const left = mergeParts(mergeParts(a, b), c);
  expect(left.observations).toHaveLength(10_000);
  expect(left.observed).toEqual(new Map([["duplication", 18_000]]));
  expect(mergeParts(a, mergeParts(b, c))).toEqual(left);
  expect(mergeParts(mergeParts(c, a), b)).toEqual(left);
});

test("a part that is there twice is told, for its runs would count twice", () => {
  const parts = [part(0, []), part(0, []), part(1, []), part(2, [])];
  expect(joinParts(sampleHeader, parts).unclear).toBe("a part is there twice");
});

/** Of a slice in which nothing was found, and one guarantee is unknown. */
function unclearWith(claim: "claimed" | "off"): string | null {
  const { slices: _slices, unclear: _unclear, ...rest } = part(0, []);
  const tallies = new Map([["pairing" as const, { trials: 0, evaluated: 0, unknown: "no spans" }]]);
  const header = { ...sampleHeader, claims: { ...sampleHeader.claims, pairing: claim } };
  const none = { accepted: null, first: null, gap: null, total: null };
  const judgement = { ...rest, tallies, observed: new Map(), latency: none };
  return partOf(header, judgement, rest).unclear;
}

test("what nobody claims needs no other judge to be told", () => {
  expect([unclearWith("claimed"), unclearWith("off")]).toEqual(["pairing: no spans", null]);
});
