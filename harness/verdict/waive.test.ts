import { expect, test } from "vitest";
import { decide } from "./decide.ts";
import { header, judged, observed } from "./testing.ts";
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
