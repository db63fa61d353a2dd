import { expect, test } from "vitest";
import { CATALOGUE } from "../../checkers/catalogue.ts";
import type { CheckerFactory } from "../../checkers/checker.ts";
import { order } from "../../checkers/order.ts";
import type { HistoryHeader } from "../../history/header.ts";
import type { Op } from "../../history/op.ts";
import { demoClaims } from "../../verdict/claims.ts";
import { INJECTIONS } from "./catalogue.ts";
import { createDraft } from "./draft.ts";
import { convictions, type Injection } from "./injection.ts";
import { powerLine } from "../../../reports/power-line.ts";
import { measureSample, type PowerOptions } from "./power.ts";
import { createSample } from "./sample.ts";
import { muteStory, poorStory, richStory } from "./testing.ts";

const rich = richStory();

function measurePower(header: HistoryHeader, ops: readonly Op[], options: PowerOptions = {}) {
  const sample = createSample(header);
  for (const op of ops) sample.push(op);
  return measureSample(sample.take(), options);
}

/** Milliseconds for what judges hundreds of histories, on a machine at work. */
const BUSY = 60_000;

test(
  "where a server says everything, every fault is caught as what it is, and raises nothing else",
  () => {
    const power = measurePower(rich.header, rich.ops, { places: 3 });
    const told = power.faults.map(({ id, status, by, unrelated }) => [id, status, by, unrelated]);
    expect(told).toEqual(
      Object.entries({
        "drop-middle": ["completeness/hole"],
        "drop-tail": ["completeness/tail"],
        "drop-terminal": ["completeness/tail"],
        "black-hole": ["completeness/whole-run"],
        "close-mid-run": ["completeness/truncated"],
        "newest-only": ["completeness/whole-run"],
        "deaf-user": ["completeness/whole-run"],
        "dup-same-id": ["duplication/repeat"],
        "dup-new-id": ["duplication/re-id"],
        "dup-late": ["duplication/repeat"],
        equivocate: ["duplication/equivocation"],
        "two-emitters": ["duplication/re-id"],
        "swap-neighbours": ["order/swap", "order/inversion"],
        "result-before-call": ["order/effect-first"],
        "batch-by-type": ["order/inversion"],
        "seq-skip": ["order/skip"],
        "open-span": ["pairing/open-span"],
        "two-results": ["pairing/two-results"],
        "crossed-calls": ["pairing/crossed"],
        "ghost-after-end": ["finality/ghost"],
        "late-ghost": ["finality/ghost"],
        "two-terminals": ["finality/two-terminals"],
        misroute: ["isolation/misroute"],
        "misroute-rewritten": ["isolation/bleed"],
        "broadcast-one": ["isolation/shared"],
        "payload-swap": ["isolation/bleed"],
        "bleed-in-error": ["isolation/bleed"],
        "cache-without-tenant": ["isolation/bleed"],
        "sentinel-leak": ["isolation/shared"],
        "id-folding": ["isolation/misroute"],
        "stale-run": ["isolation/cross-run"],
        "tab-missed": ["completeness/hole"],
        "tab-doubled": ["duplication/repeat"],
        stall: ["deadline/gap"],
        "slow-first": ["deadline/first"],
        "block-all": ["deadline/gap"],
        "clock-back": ["clock/backwards"],
        "accept-any-token": ["identity/probe-accepted"],
        "wrong-subject": ["identity/wrong-subject"],
        "no-goodbye": ["connection/abnormal-close"],
        "wrong-code": ["identity/probe-status"],
        "empty-text": ["content/empty-text"],
        placeholder: ["content/no-echo"],
        "run-id-drift": ["content/run-drift"],
        "no-user-id": ["content/missing-user"],
      }).map(([id, by]) => [id, "caught", by, []]),
    );
  },
  BUSY,
);

test("what has no place, or cannot be seen, says why, and how to change that", () => {
  const poor = poorStory();
  const { faults } = measurePower(poor.header, poor.ops, { places: 1 });
  const rest = faults.filter(({ status }) => status !== "caught" && status !== "unknown");
  expect(rest.map(({ id, status, why, advice }) => [id, status, why, advice])).toEqual([
    ["newest-only", NO_PLACE, "only one user has runs", "--users 2"],
    ["dup-new-id", NO_PLACE, "events have no id", "give each event an id (event_id)"],
    ["equivocate", NO_PLACE, "events have no id", "give each event an id (event_id)"],
    ["seq-skip", NO_PLACE, "events have no numbers", "number the events of each run (seq)"],
    [
      "crossed-calls",
      NO_PLACE,
      "no run made two calls of one kind",
      "ask the agent for something that needs several tools, with a contract that allows it (`agentRun`)",
    ],
    ["misroute", NO_PLACE, "only one user was connected", "--users 2"],
    [
      "misroute-rewritten",
      NO_PLACE,
      "no two users had runs open at once",
      "--users 2, or more runs at once",
    ],
    ["broadcast-one", NO_PLACE, "fewer than three users and sentinels were connected", "--users 3"],
    ["payload-swap", NO_PLACE, "only one user has runs", "--users 2"],
    ["bleed-in-error", NO_PLACE, "only one user was connected", "--users 2"],
    ["cache-without-tenant", NO_PLACE, "only one user has runs", "--users 2"],
    ["sentinel-leak", NO_PLACE, "nobody was connected who starts nothing", "--sentinels 2"],
    [
      "id-folding",
      NO_PLACE,
      "no two ids of these users nearly collide",
      "two accounts whose ids differ only in case or in their last character",
    ],
    ["stale-run", NO_PLACE, "no user has two runs in different threads", "--runs 2"],
    ["tab-missed", NO_PLACE, NO_TAB, '--tabs 2, with `fanout: "all"` in the contract'],
    ["tab-doubled", NO_PLACE, NO_TAB, '--tabs 2, with `fanout: "all"` in the contract'],
    ["stall", NO_PLACE, "no limit is set", '`deadlines: { gap: "5s" }` in the contract'],
    ["slow-first", NO_PLACE, "no limit is set", '`deadlines: { first: "5s" }` in the contract'],
    ["block-all", NO_PLACE, "no limit is set", '`deadlines: { gap: "5s" }` in the contract'],
    [
      "clock-back",
      NO_PLACE,
      "events do not say when they were sent, or runs have but one",
      "stamp each event (timestamp)",
    ],
    ["accept-any-token", NO_PLACE, "bad tokens are not tried", VERIFIES],
    [
      "wrong-subject",
      NO_PLACE,
      "the server does not say for whom it takes a connection",
      "welcome each connection with its user (connection_established, user_id)",
    ],
    ["wrong-code", NO_PLACE, "bad tokens are not tried", VERIFIES],
    [
      "placeholder",
      "blind",
      'the contract says echo: "expected"',
      'let the agent repeat the user\'s text, and say `echo: "required"` in the contract',
    ],
    ["no-user-id", NO_PLACE, "events name no user", "let each event name its user (user_id)"],
  ]);
});

const NO_PLACE = "not-applicable";
const NO_TAB = "no user has a second connection that must get everything, too";
const VERIFIES = "declare that the target verifies them: `auth.verifies`";

test("a single run of which nothing comes may be a misunderstanding, and stays unknown", () => {
  const poor = poorStory();
  const [blackHole] = measurePower(poor.header, poor.ops, { only: ["black-hole"] }).faults;
  expect(blackHole).toMatchObject({
    status: "unknown",
    why: "the record itself is damaged: a run was started and nothing came: does the server speak this dialect (start, receive, path)?",
  });
});

test("an injection that changes nothing is missed: nothing is found of it", () => {
  const [run] = rich.header.plan.users;
  const nothing: Injection = {
    id: "nothing",
    breaks: "nothing",
    must: convictions("completeness"),
    apply: (scene) => ({
      ops: createDraft(scene).seal(),
      firing: { user: run?.id ?? null, run: null, victim: null, event: null },
    }),
  };
  expect(measurePower(rich.header, rich.ops, { injections: [nothing] })).toMatchObject({
    caught: 0,
    of: 1,
    baseline: { findings: 0, damage: null },
    faults: [{ status: "missed", caught: 0, of: 1, elsewhere: [], unrelated: [] }],
  });
});

test("a fault that is told as another one is not caught, and what told of it stands there", () => {
  const [swap] = INJECTIONS.filter(({ id }) => id === "swap-neighbours");
  const wanted = { ...swap, must: convictions("clock") } as Injection;
  expect(measurePower(rich.header, rich.ops, { injections: [wanted] }).faults).toMatchObject([
    { status: "elsewhere", caught: 0, of: 5, elsewhere: ["order/swap", "order/inversion"] },
  ]);
});

const blind: CheckerFactory = () => ({
  guarantee: "order",
  tally: () => ({ trials: 8, evaluated: 8, unknown: null }),
});

test("a checker that has gone blind is found out", () => {
  const checkers = CATALOGUE.map((factory) => (factory === order ? blind : factory));
  const options = { only: ["seq-skip", "drop-tail"], code: { checkers } };
  expect(measurePower(rich.header, rich.ops, options).faults).toMatchObject([
    { id: "drop-tail", status: "caught" },
    { id: "seq-skip", status: "missed", caught: 0, of: 5 },
  ]);
});

test("a guarantee that is off would not tell, and says how to switch it on", () => {
  const claims = demoClaims({ order: "off" });
  const header = { ...rich.header, claims };
  expect(measurePower(header, rich.ops, { only: ["swap-neighbours"] }).faults).toMatchObject([
    {
      status: "blind",
      why: "order is off",
      advice: 'switch it on with `claims: { order: "claimed" }` in the config',
    },
  ]);
});

test("what a record already shows counts for nothing", () => {
  const broken = richStory((tale) => tale.event("amy", 2, "thinking").event("amy", 2, "thinking"));
  const power = measurePower(broken.header, broken.ops, { only: ["drop-middle", "dup-same-id"] });
  expect(power).toMatchObject({ caught: 2, of: 2 });
  expect(power.baseline.findings).toBeGreaterThan(0);
  const amys = power.faults.flatMap(({ places }) => places).map(({ run }) => run);
  expect(amys).not.toContain(broken.run("amy", 2));
});

test("on a record without an end absence is unknown, and presence is caught", () => {
  const cut = rich.ops.slice(0, -1);
  const power = measurePower(rich.header, cut, { only: ["drop-middle", "misroute"], places: 1 });
  expect(power.faults).toMatchObject([
    { id: "drop-middle", status: "unknown" },
    { id: "misroute", status: "caught", by: ["isolation/misroute"] },
  ]);
  expect(power.baseline.damage).toBe("the history has no end");
});

test(
  "quick, every kind of fault has the status that all its places give it",
  () => {
    const poor = poorStory();
    const mute = muteStory();
    for (const { header, ops } of [poor, mute]) {
      const [all, quick] = [false, true].map((one) => measurePower(header, ops, { quick: one }));
      const told = all?.faults.map(({ id, status }) => [id, status]);
      expect(quick?.faults.map(({ id, status }) => [id, status])).toEqual(told);
      expect(quick?.caught).toBe(all?.caught);
    }
    const once = measurePower(mute.header, mute.ops, { only: ["misroute-rewritten"], places: 1 });
    const often = measurePower(mute.header, mute.ops, {
      only: ["misroute-rewritten"],
      quick: true,
    });
    expect([once, often].map(({ faults }) => faults[0]?.status)).toEqual(["caught", "partly"]);
  },
  BUSY,
);

test("the same seed tries the same places, and another seed others", () => {
  const [a, again, b] = ["a", "a", "b"].map((seed) =>
    measurePower(rich.header, rich.ops, { seed, only: ["misroute"] }),
  );
  expect(again).toEqual(a);
  expect(b?.faults).not.toEqual(a?.faults);
});

test("a record without a run that came as it should shows no power", () => {
  const power = measurePower(rich.header, []);
  expect([power.sound, power.caught]).toEqual([0, 0]);
  expect(power.faults.map(({ status }) => status)).not.toContain("caught");
  expect(powerLine(power)).toBe(
    "what Quintet would catch on this server is not known: no run came as it should",
  );
});
