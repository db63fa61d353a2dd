import { expect, test } from "vitest";
import type { HistoryHeader } from "../history/header.ts";
import type { Tally } from "../verdict/judgement.ts";
import { reach } from "./reach.ts";
import type { Counts, Run } from "./scene/scene.ts";

const plan: HistoryHeader["plan"] = {
  users: [
    { id: "amy", role: "user" },
    { id: "bo", role: "user" },
    { id: "Amy", role: "sentinel" },
  ],
  runsPerUser: 2,
  tabs: 2,
  runs: 4,
  schedule: "closed",
  overlap: 5,
};

const asPlanned: Counts = {
  ops: 100,
  events: 20,
  sent: 4,
  aside: 0,
  peakConnections: 5,
  peakRuns: 5,
  usersSeen: new Set(["amy", "bo"]),
  sentinelsSeen: new Set(["Amy"]),
  echoed: 4,
  refused: 0,
};

const contract = { maxErrored: 0.25 };
const NO_STREAMS: Run["streams"] = [];

/** What is said of four runs, of which the server refused some with these codes. */
function refusing(...codes: readonly (string | null)[]): Tally {
  const checker = reach({ header: { plan }, contract, scene: { counts: asPlanned } } as never);
  for (const code of [...codes, undefined, undefined, undefined].slice(0, 4)) {
    const refusal = code === undefined ? null : { index: 3, code };
    const run: Partial<Run> = { fate: "ok", streams: NO_STREAMS, refusal, acknowledged: null };
    checker.settle?.(run as Run);
  }
  return checker.tally();
}

function tally(counts: Partial<Counts>, fates: readonly Run["fate"][]): Tally {
  const scene = { counts: { ...asPlanned, ...counts } };
  const checker = reach({ header: { plan }, contract, scene } as never);
  for (const fate of fates) checker.settle?.({ fate, streams: NO_STREAMS } as Partial<Run> as Run);
  return checker.tally();
}

test("conditions as planned leave no doubt", () => {
  expect(tally({}, ["ok", "ok", "ok", "ok"])).toEqual({
    trials: 1,
    evaluated: 7,
    unknown: null,
    voids: [],
    notes: [],
  });
});

test("four fifths of the overlap are enough", () => {
  expect(tally({ peakRuns: 4 }, ["ok", "ok", "ok", "ok"]).unknown).toBeNull();
});

test("catches runs that never overlapped, and names what that voids", () => {
  expect(tally({ peakRuns: 3 }, ["ok", "ok", "ok", "ok"])).toEqual({
    trials: 1,
    evaluated: 7,
    unknown: "Peak of 3 runs at once, 5 planned: isolation and order were not tried as planned.",
    voids: ["isolation", "order"],
    notes: [],
  });
});

test("catches a sentinel and a socket too few, with the connections that were turned away", () => {
  const counts = { sentinelsSeen: new Set<string>(), peakConnections: 4, refused: 1 };
  expect(tally(counts, ["ok", "ok", "ok", "ok"])).toEqual({
    trials: 1,
    evaluated: 7,
    unknown:
      "0 of 1 sentinels had an open connection: isolation was not tried as planned. " +
      "Peak of 4 sockets at once, 5 planned: isolation and connection were not tried as planned. " +
      "1 connection turned away for the time being (429, 503 or 1013).",
    voids: ["isolation", "connection"],
    notes: [],
  });
});

test("catches a user who never connected", () => {
  const usersSeen = new Set(["amy"]);
  expect(tally({ usersSeen }, ["ok", "ok", "ok", "ok"])).toMatchObject({
    unknown:
      "1 of 2 users had an open connection: isolation, connection and identity were not tried as planned.",
    voids: ["isolation", "connection", "identity"],
  });
});

test("where all went as planned all the same, what was refused is but a note", () => {
  expect(tally({ refused: 2 }, ["ok", "ok", "ok", "ok"])).toMatchObject({
    unknown: null,
    notes: ["2 connections turned away for the time being (429, 503 or 1013)."],
  });
});

test("catches more refused runs than may fail, with the codes, and names what that voids", () => {
  const { unknown, voids } = refusing("busy", "busy", null);
  expect(unknown).toBe(
    '3 of 4 runs were refused: "busy" (2 times), no code, and at most 25 % may be: isolation, completeness, duplication, order, pairing, finality, content and deadline were not tried as planned.',
  );
  expect(voids).toContain("isolation");
});

test("where as few were refused as may fail, that is but a note", () => {
  expect(refusing("busy")).toMatchObject({
    unknown: null,
    voids: [],
    notes: ['1 of 4 runs was refused: "busy".'],
  });
});

test("a run that was taken on before the error is not refused", () => {
  const checker = reach({ header: { plan }, contract, scene: { counts: asPlanned } } as never);
  for (let run = 0; run < 4; run += 1) {
    const refusal = { index: 3, code: "busy" };
    checker.settle?.({ fate: "ok", streams: NO_STREAMS, refusal, acknowledged: 2 } as never);
  }
  expect(checker.tally().unknown).toBeNull();
});

test("a send that failed is no doubt, and one run is a run", () => {
  const { unknown } = tally({ peakRuns: 1 }, ["ok", "ok", "ok", "fail"]);
  expect(unknown).toBe(
    "3 of 4 planned runs were sent: completeness, duplication, order, pairing, finality, content and deadline were not tried as planned. " +
      "Peak of 1 run at once, 5 planned: isolation and order were not tried as planned.",
  );
});

test("a send whose fate nobody knows is no run that was sent", () => {
  expect(tally({}, ["ok", "ok", "ok", "info"]).unknown).toBe(
    "3 of 4 planned runs were sent, and of 1 nobody knows: completeness, duplication, order, " +
      "pairing, finality, content and deadline were not tried as planned.",
  );
});

test("nothing observed: no condition is met", () => {
  const counts = {
    usersSeen: new Set<string>(),
    sentinelsSeen: new Set<string>(),
    peakRuns: 0,
    peakConnections: 0,
  };
  const { unknown, voids } = tally(counts, []);
  expect(unknown?.match(/not tried as planned\./g)?.length).toBe(5);
  expect(voids).toEqual([
    "isolation",
    "connection",
    "identity",
    "completeness",
    "duplication",
    "order",
    "pairing",
    "finality",
    "content",
    "deadline",
  ]);
});

/** Of a soak of 10 s, when its first run was due, how its runs fared, and when the last was heard of. */
function soaked(fates: readonly Run["fate"][], last: number | null, outline = {}): Tally {
  const soak = { ...plan, runs: null, runsPerUser: null, duration: 10_000, ...outline };
  const checker = reach({
    header: { plan: soak },
    contract,
    scene: { counts: asPlanned },
  } as never);
  const send = { type: "send", action: "start", scheduled: 500, user: "amy" };
  if (fates.length > 0) checker.observe?.(send as never, {} as never);
  const terminal = { op: { time: last } };
  const streams = last === null ? [] : [{ terminal, received: [terminal] }];
  for (const fate of fates) checker.settle?.({ fate, streams } as unknown as Run);
  return checker.tally();
}

test("a soak is as planned when runs went on to the end of its time, however many", () => {
  expect(soaked(["ok", "ok", "ok"], 10_500)).toEqual({
    trials: 1,
    evaluated: 8,
    unknown: null,
    voids: [],
    notes: [],
  });
});

test("catches a soak that ended before its time, and a user who could start no more", () => {
  const untried =
    "completeness, duplication, order, pairing, finality, content and deadline were not tried as planned.";
  expect(soaked(["ok", "ok"], 8_460).unknown).toBe(
    `Runs went on for 7.9 s of the 10 s planned: ${untried}`,
  );
  expect(soaked(["ok", "ok", "fail"], 10_500).unknown).toBe(
    `2 of 3 runs that came due were sent: ${untried}`,
  );
});

test("a soak in which nothing was sent went on for no time", () => {
  expect(soaked([], null).unknown).toContain("Runs went on for 0 s of the 10 s planned");
});

test("a soak by the clock has a number of runs, and no run need be under way at its end", () => {
  expect(soaked(["ok", "ok", "ok"], 3_000, { runs: 3 }).unknown).toBeNull();
  expect(soaked(["ok", "ok"], 3_000, { runs: 3 }).unknown).toContain("2 of 3 planned runs");
});

test("runs are dealt to the users in turn, so that each part knows its own", () => {
  const sent = [0, 1].map((index) => {
    const header = { plan: { ...plan, runs: 3 }, slice: { index, count: 2 } };
    return reach({ header, contract, scene: { counts: asPlanned } } as never).tally().unknown;
  });
  expect(sent[0]).toContain("0 of 2 planned runs");
  expect(sent[1]).toContain("0 of 1 planned runs");
});

/** A crowd of two, of which one leaves at 50 ms while the other's run ends at this time. */
function leaving(end: number, code = 1000, reason = ""): Tally {
  const checker = reach({ header: { plan }, contract, scene: { counts: asPlanned } } as never);
  const close = { index: 9, time: 50, type: "close", connection: 1, user: "bo", by: "harness" };
  checker.observe?.({ ...close, code, reason } as never, {} as never);
  const terminal = { op: { time: end } };
  const streams = [{ terminal, received: [terminal] }] as Partial<Run>["streams"];
  for (let runs = 0; runs < 4; runs += 1) checker.settle?.({ fate: "ok", streams } as Run);
  return checker.tally();
}

test("who has left before the last run is done would not have seen a leak", () => {
  expect(leaving(50)).toMatchObject({ unknown: null, voids: [] });
  expect(leaving(61.5)).toMatchObject({
    unknown:
      "Runs went on for 12 ms after part of the crowd had left, which a longer --linger avoids: isolation was not tried as planned.",
    voids: ["isolation"],
  });
});

test("whose connection we closed over what came on it is told with why, and no linger is blamed", () => {
  const { unknown, voids } = leaving(61.5, 1009, "a message is over our limit");
  expect(unknown).toContain(
    'after we had closed bo\'s connection 1 (1009: "a message is over our limit")',
  );
  expect(unknown).not.toContain("--linger");
  expect(voids).toEqual(["isolation"]);
});
