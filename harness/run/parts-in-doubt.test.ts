import { expect, test } from "vitest";
import { sampleHeader } from "../history/testing.ts";
import type { Judgement } from "../verdict/judgement.ts";
import { decide } from "../verdict/decide.ts";
import { withDoubt } from "./parts-in-doubt.ts";

const WHY = "no history was kept (history: off)";

/** As if everything had been seen, and nothing was amiss. */
const JUDGED: Judgement = {
  tallies: new Map([["isolation", { trials: 9, evaluated: 9, unknown: null }]]),
  observations: [],
  observed: new Map(),
  envelope: {
    users: 1,
    sentinels: 1,
    runs: 9,
    events: 45,
    peakConnections: 2,
    peakRuns: 1,
    durationMs: 9,
  },
  latency: { accepted: null, first: null, gap: null, total: null },
  health: { eventLoopDelayP99Ms: null, maxSendLagMs: null, maxTickLagMs: null },
  damage: { whole: null, users: new Map() },
  ended: "finished",
};

function isolationOf(judgement: Judgement) {
  const { guarantees } = decide(judgement, sampleHeader, { replay: null });
  const found = guarantees.find(({ name }) => name === "isolation");
  return [found?.outcome, found?.reason];
}

test("parts that are clear need no record", () => {
  const joined = { judgement: JUDGED, unclear: null, missing: [] };
  expect(withDoubt(joined, sampleHeader, 2, WHY)).toBe(JUDGED);
  expect(isolationOf(JUDGED)[0]).toBe("pass");
});

test("what is unclear and can be asked of no record is unknown, with both reasons", () => {
  const joined = {
    judgement: JUDGED,
    unclear: "an id came to users of two parts",
    missing: [],
  };
  expect(isolationOf(withDoubt(joined, sampleHeader, 2, WHY))).toEqual([
    "unknown",
    `the parts do not tell all (an id came to users of two parts), and ${WHY}`,
  ]);
});

test("a violation that a part saw stands, and users of a missing part are lost by name", () => {
  const observation = {
    guarantee: "isolation",
    kind: "bleed",
    user: "amy",
    victim: null,
    run: null,
    event: null,
    ops: [4],
    message: "a leak",
  } as const;
  const judgement: Judgement = {
    ...JUDGED,
    observations: [observation],
    observed: new Map([["isolation", 1]]),
  };
  const joined = { judgement, unclear: "a part is missing", missing: [1] };
  const doubted = withDoubt(joined, sampleHeader, 2, WHY);
  expect(isolationOf(doubted)[0]).toBe("fail");
  expect([...doubted.damage.users]).toEqual([["Amy", "slice 2 of 2 of the crowd is not there"]]);
});

test("why a part is not whole is told before what the parts do not tell", () => {
  const judgement: Judgement = {
    ...JUDGED,
    damage: { whole: "op 7 is missing", users: new Map() },
  };
  const joined = { judgement, unclear: "a part is not whole", missing: [] };
  expect(isolationOf(withDoubt(joined, sampleHeader, 2, WHY))).toEqual([
    "unknown",
    "op 7 is missing",
  ]);
});

test("who had lost messages before is not forgotten for those whose part is missing", () => {
  const damage = { whole: null, users: new Map([["bo", "2 frames lost"]]) };
  const joined = { judgement: { ...JUDGED, damage }, unclear: "a part is missing", missing: [0] };
  const { users } = withDoubt(joined, sampleHeader, 2, WHY).damage;
  expect([...users]).toEqual([
    ["bo", "2 frames lost"],
    ["amy", "slice 1 of 2 of the crowd is not there"],
  ]);
});
