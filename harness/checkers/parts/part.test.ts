import { expect, test } from "vitest";
import type { Observation } from "../../verdict/finding.ts";
import type { Claims } from "../../verdict/guarantee.ts";
import type { Judgement } from "../../verdict/judgement.ts";
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

/** Of two users, one a part, of whom the first left at 10. */
function whenOneLeft(last: number): string | null {
  const parts = [0, 1].map((index): Part => {
    return {
      ...part(index, []),
      count: 2,
      unclear: null,
      connections: { up: [index], down: [] },
      runs: { up: [1], down: [last] },
      watched: index === 0 ? { left: 10, last: 9 } : { left: null, last },
    };
  });
  return joinParts(sampleHeader, parts).unclear;
}

test("who left while runs of others went on saw no leak of them; who left after all was over saw all", () => {
  expect([whenOneLeft(11), whenOneLeft(10)]).toEqual(["some left before others were done", null]);
});

/** Why a slice in which nothing was found is not clear. */
function unclearOf(judged: Partial<Judgement>, claims: Partial<Claims> = {}): string | null {
  const { slices: _slices, unclear: _unclear, ...rest } = part(0, []);
  const header = { ...sampleHeader, claims: { ...sampleHeader.claims, ...claims } };
  const latency = { accepted: null, first: null, gap: null, total: null };
  return partOf(header, { ...rest, observed: new Map(), latency, ...judged }, rest).unclear;
}

test("what nobody claims needs no other judge to be told", () => {
  const tallies = new Map([["pairing" as const, { trials: 0, evaluated: 0, unknown: "no spans" }]]);
  expect([
    unclearOf({ tallies }, { pairing: "claimed" }),
    unclearOf({ tallies }, { pairing: "off" }),
  ]).toEqual(["pairing: no spans", null]);
});

test("a part that was interrupted, or has no end, tells no more than what it saw", () => {
  const short = "the record was cut short";
  expect(["finished", "interrupted", null].map((ended) => unclearOf({ ended }))).toEqual([
    null,
    short,
    short,
  ]);
});
