import { expect, test } from "vitest";
import { attribute } from "./attribution.ts";
import { decide } from "./decide.ts";
import { header, judged, observed } from "./testing.ts";
import { waive } from "./waive.ts";
import type { Waiver } from "./waiver.ts";

const NOW = Date.parse("2026-11-23T12:00:00Z");

const hole: Waiver = {
  guarantee: "completeness",
  kind: "hole",
  reason: "known: the queue overflows",
  owner: "team payments",
  expires: "2026-12-20",
  max: 2,
};

/** Outcome of the whole and of completeness, and what the waiver did, with so many holes. */
function judge(
  holes: number,
  waiver: Partial<Waiver>,
  more: Parameters<typeof observed>[0][] = [],
) {
  const observations = [
    ...Array.from({ length: holes }, (_, n) => observed({ run: `r${n}` })),
    ...more.map((one) => observed(one)),
  ];
  const whole = decide(
    judged({ observations }),
    { ...header, epoch: NOW, waivers: [{ ...hole, ...waiver }] },
    { replay: null },
  );
  const one = whole.guarantees.find(({ name }) => name === "completeness");
  const [use] = whole.waivers;
  return [whole.outcome, one?.outcome, one?.findings, one?.waived, use?.state, use?.matched];
}

test("lets known findings pass, counted, and the pass states no bound", () => {
  expect(judge(2, {})).toEqual(["pass", "pass", 0, 2, "active", 2]);
  const whole = decide(
    judged({ observations: [observed()] }),
    { ...header, epoch: NOW, waivers: [hole] },
    { replay: null },
  );
  expect(whole.findings.map(({ waiver }) => waiver)).toEqual([0]);
  expect(whole.guarantees.find(({ name }) => name === "completeness")).toMatchObject({
    bound95: null,
    reason: "1 finding is waived: this pass states no bound",
  });
});

test("lets none pass when there are more than it allows", () => {
  expect(judge(3, {})).toEqual(["fail", "fail", 3, 0, "exceeded", 3]);
});

test.for([
  ["warns a week ahead", "2026-11-30", "pass", "ending"],
  ["holds to its last day", "2026-11-24", "pass", "ending"],
  ["stops on its date", "2026-11-23", "fail", "expired"],
  ["is worth nothing with a date that is none", "soon", "fail", "expired"],
] as const)("%s", ([, expires, outcome, state]) => {
  const [whole, , , , is] = judge(1, { expires });
  expect([whole, is]).toEqual([outcome, state]);
});

test("another kind, another fingerprint and another guarantee still fail", () => {
  expect(judge(0, {}, [{ kind: "tail" }])).toEqual(["fail", "fail", 1, 0, "active", 0]);
  expect(judge(1, { fingerprint: "000000000000" })).toEqual(["fail", "fail", 1, 0, "active", 0]);
  expect(judge(1, {}, [{ guarantee: "order", kind: "moved", run: "r9" }])[0]).toBe("fail");
});

test("what comes with a wrong identity is never waived", () => {
  const place = { run: "r0", event: "tool_completed" };
  expect(judge(1, {}, [{ guarantee: "identity", kind: "wrong-subject", ...place }])).toEqual([
    "fail",
    "fail",
    1,
    0,
    "active",
    0,
  ]);
});

test("its consequences do not count either", () => {
  const place = { run: "r0", event: null };
  const whole = judge(1, {}, [{ guarantee: "deadline", kind: "total", ...place }]);
  expect(whole.slice(0, 4)).toEqual(["pass", "pass", 0, 1]);
});

/** What these waivers do to findings that are plain holes, so far before the day on which they end. */
function waived(waivers: readonly Partial<Waiver>[], now = NOW) {
  const finding = attribute([observed()]);
  const { findings, waivers: uses } = waive(
    finding,
    waivers.map((one) => ({ ...hole, ...one })),
    now,
  );
  return [
    findings.map((one) => one.waiver ?? null),
    uses.map(({ state, matched }) => [state, matched]),
  ];
}

test("the first that fits takes a finding, and it need not be the first of all", () => {
  const other = { guarantee: "order", kind: "swap" } as const;
  expect(waived([other, {}, {}])).toEqual([
    [1],
    [
      ["active", 0],
      ["active", 1],
      ["active", 0],
    ],
  ]);
});

test("one that names a guarantee alone fits its every kind, and no other guarantee", () => {
  const { kind: _kind, ...any } = hole;
  const [finding] = attribute([observed({ kind: "tail" })]);
  if (finding === undefined) throw new Error("one observation is one finding");
  expect(waive([finding], [any], NOW).findings).toEqual([{ ...finding, waiver: 0 }]);
  expect(waive([finding], [{ ...any, guarantee: "order" }], NOW).findings).toEqual([finding]);
});

test("one that names a fingerprint fits that one", () => {
  const [finding] = attribute([observed()]);
  expect(waived([{ fingerprint: finding?.fingerprint ?? "" }])[0]).toEqual([0]);
  expect(waived([{ fingerprint: "000000000000" }])[0]).toEqual([null]);
});

test("what no waiver fits is the finding as it was", () => {
  const findings = attribute([observed({ kind: "tail" })]);
  expect(waive(findings, [hole], NOW).findings).toStrictEqual(findings);
});

test("it ends within a week to the millisecond, and on its day at its first", () => {
  const end = Date.parse("2026-12-20T00:00:00Z");
  const week = 7 * 86_400_000;
  const states = [end - week - 1, end - week, end - 1, end].map((now) => waived([{}], now)[1]);
  expect(states).toEqual([[["active", 1]], [["ending", 1]], [["ending", 1]], [["expired", 1]]]);
});

test("of several that are waived the pass says so", () => {
  const whole = decide(
    judged({ observations: [observed(), observed({ run: "r2" })] }),
    { ...header, epoch: NOW, waivers: [hole] },
    { replay: null },
  );
  expect(whole.guarantees.find(({ name }) => name === "completeness")?.reason).toBe(
    "2 findings are waived: this pass states no bound",
  );
});
