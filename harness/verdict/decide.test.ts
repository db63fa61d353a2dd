import { expect, test } from "vitest";
import type { Claim, GuaranteeName } from "./guarantee.ts";
import { decide } from "./decide.ts";
import type { Observation } from "./finding.ts";
import { header, judged, observed } from "./testing.ts";
import type { GuaranteeVerdict, Verdict } from "./verdict.ts";

type Given = Parameters<typeof judged>[0];

function verdict(given: Given = {}, claims: Partial<Record<GuaranteeName, Claim>> = {}): Verdict {
  return decide(
    judged(given),
    { ...header, claims: { ...header.claims, ...claims } },
    { replay: null },
  );
}

/** Outcome of the whole and of one guarantee, with the reason. */
function answer(name: GuaranteeName, ...given: Parameters<typeof verdict>): readonly unknown[] {
  const whole = verdict(...given);
  const one = of(whole, name);
  return [whole.outcome, one?.outcome, one?.reason];
}

function of(whole: Verdict, name: GuaranteeName): GuaranteeVerdict | undefined {
  return whole.guarantees.find((entry) => entry.name === name);
}

const unmet = { unknown: "Peak of 1 run at once, 25 planned.", voids: ["isolation"] } as const;

test("passes when everything claimed was judged and nothing was seen, and says what it would have missed", () => {
  const whole = verdict();
  expect(whole.outcome).toBe("pass");
  expect(of(whole, "isolation")).toEqual({
    name: "isolation",
    outcome: "pass",
    claim: "claimed",
    tier: "C",
    trials: 100,
    trialUnit: "run",
    evaluated: 500,
    findings: 0,
    waived: 0,
    bound95: 0.03,
    reason:
      "with no failure in 100 runs, a bug that hits more than 3 % of runs would have been seen with 95 % confidence, under this envelope",
    notes: [],
  });
});

test("carries the terms under which it was judged", () => {
  const { conditions, seed, nonce, target, tier, replay, error } = decide(judged(), header, {
    replay: "npx quintet demo --seed s",
  });
  expect({ conditions, seed, nonce, target, tier, replay, error }).toEqual({
    conditions: {
      contract: "tools",
      dialect: "json",
      echo: "required",
      schedule: "closed",
      patienceMs: 5_000,
      lingerMs: 1_000,
      ended: "finished",
      damage: null,
    },
    seed: "s",
    nonce: "00",
    target: { kind: "url", url: "ws://127.0.0.1:1/ws" },
    tier: "C",
    replay: "npx quintet demo --seed s",
    error: null,
  });
});

test("a finding fails its guarantee and the whole", () => {
  const whole = verdict({ observations: [observed(), observed({ run: "r2" })] });
  expect(whole).toMatchObject({ outcome: "fail", findingCount: 2 });
  expect(of(whole, "completeness")).toMatchObject({ outcome: "fail", findings: 2, bound95: null });
});

test("a guarantee broken by another's fault fails as its consequence", () => {
  const observations = [
    observed({ kind: "truncated", event: null }),
    observed({ guarantee: "deadline", kind: "total", event: null }),
  ];
  const given = { observations };
  expect(answer("deadline", given)).toEqual([
    "fail",
    "fail",
    "only as a consequence of completeness",
  ]);
  expect(of(verdict(given), "deadline")?.findings).toBe(0);
});

test("a finding and its consequences fail their own guarantees, and no other", () => {
  const observations = [
    observed({ guarantee: "isolation", kind: "misroute" }),
    observed(),
    observed({ kind: "truncated", run: "r2", event: null }),
    observed({ guarantee: "deadline", kind: "total", run: "r2", event: null }),
    observed({ guarantee: "deadline", kind: "gap" }),
  ];
  const { guarantees } = verdict({ observations });
  const open = guarantees.filter(({ outcome }) => outcome !== "pass" && outcome !== "off");
  expect(open.map(({ name, findings, reason }) => [name, findings, reason])).toEqual([
    ["isolation", 1, null],
    ["completeness", 1, null],
    ["deadline", 0, "only as a consequence of isolation, completeness"],
  ]);
});

test("a claimed guarantee that could not be judged makes the whole unknown", () => {
  expect(answer("clock", { tallies: { clock: { unknown: "no server time" } } })).toEqual([
    "unknown",
    "unknown",
    "no server time",
  ]);
});

test("zero trials are unknown, never a pass", () => {
  expect(answer("order", { tallies: { order: { trials: 0 } } })).toEqual([
    "unknown",
    "unknown",
    "no run could be judged",
  ]);
});

test("a guarantee that no checker spoke of is unknown", () => {
  const given = judged();
  const tallies = new Map([...given.tallies].filter(([name]) => name !== "order"));
  expect(decide({ ...given, tallies }, header, { replay: null }).outcome).toBe("unknown");
});

test("zero runs are unknown, whatever else could be judged, unless a violation was seen", () => {
  const envelope = { ...judged().envelope, runs: 0 };
  expect(verdict({ envelope }).outcome).toBe("unknown");
  const accepted = observed({ guarantee: "identity", kind: "accepted", run: null, event: null });
  expect(verdict({ envelope, observations: [accepted] }).outcome).toBe("fail");
});

test("nothing claimed is unknown", () => {
  const off = Object.fromEntries(Object.keys(header.claims).map((name) => [name, "off"]));
  expect(verdict({}, off).outcome).toBe("unknown");
});

test("what is only watched fails when seen, and does not count when not", () => {
  const skew = observed({ guarantee: "clock", kind: "skew" });
  expect(answer("clock", { observations: [skew] }, { clock: "watched" })).toEqual([
    "fail",
    "fail",
    null,
  ]);
  expect(answer("clock", {}, { clock: "watched" })).toEqual([
    "pass",
    "not-judged",
    "watched, and no violation was seen in 100 runs",
  ]);
  expect(
    answer(
      "clock",
      { tallies: { clock: { trials: 0, unknown: "no server time" } } },
      { clock: "watched" },
    ),
  ).toEqual(["pass", "not-judged", "no server time"]);
  expect(answer("clock", { tallies: { clock: { trials: 1 } } }, { clock: "watched" })[2]).toBe(
    "watched, and no violation was seen in 1 run",
  );
});

test("what was watched in vain hides no failure of what was claimed", () => {
  const watched = { isolation: "watched" } as const;
  expect(verdict({ observations: [observed()] }, watched).outcome).toBe("fail");
  expect(verdict({ tallies: { order: { trials: 0 } } }, watched).outcome).toBe("unknown");
});

test("of what is off not even the number of violations is told", () => {
  const given = judged({ observed: new Map([["isolation", 5_000]]) });
  const claims = { ...header.claims, isolation: "off" } as const;
  const whole = decide(given, { ...header, claims }, { replay: null });
  expect(whole).toMatchObject({ outcome: "pass", findingCount: 0 });
  expect(of(whole, "isolation")?.findings).toBe(0);
});

test("what is off does not count, blames nobody, and says how to switch it on", () => {
  const misroute = observed({ guarantee: "isolation", kind: "misroute" });
  const whole = verdict({ observations: [misroute, observed()] }, { isolation: "off" });
  expect(whole.findings).toMatchObject([{ guarantee: "completeness", consequenceCount: 0 }]);
  expect(whole.findingCount).toBe(1);
  expect(of(whole, "isolation")).toMatchObject({
    outcome: "off",
    tier: null,
    findings: 0,
    reason: 'switch it on with `claims: { isolation: "claimed" }` in the config',
  });
  expect(of(verdict({}, { pairing: "off" }), "pairing")?.reason).toBe(
    'switch it on with `claims: { pairing: "claimed" }` in the config, and `spans` in the contract',
  );
  expect(of(verdict({}, { deadline: "off" }), "deadline")?.reason).toBe(
    'switch it on with `claims: { deadline: "claimed" }` in the config, and `deadlines` in the contract',
  );
});

test("what is not built yet is off, even if a stored header claims it", () => {
  expect(answer("resume", {}, { resume: "claimed" })).toEqual(["pass", "off", "not built yet"]);
});

test("a condition that did not happen voids the passes that rest on it, and no failure", () => {
  expect(answer("isolation", { tallies: { reach: unmet } })).toEqual([
    "unknown",
    "unknown",
    "void, since reach was not met: Peak of 1 run at once, 25 planned.",
  ]);
  const leak = observed({ guarantee: "isolation", kind: "bleed" });
  expect(answer("isolation", { tallies: { reach: unmet }, observations: [leak] })).toEqual([
    "fail",
    "fail",
    null,
  ]);
  expect(answer("duplication", { tallies: { reach: unmet } })[1]).toBe("pass");
  expect(answer("isolation", { tallies: { reach: { voids: ["isolation"] } } })[2]).toBe(
    "void, since reach was not met: a condition of the plan did not happen",
  );
});

test("an execution cut short passes nothing, and keeps its failures", () => {
  expect(answer("order", { ended: "interrupted" })).toEqual([
    "unknown",
    "unknown",
    "the execution was cut short (interrupted) before all was judged",
  ]);
  expect(answer("order", { ended: null })).toEqual([
    "unknown",
    "unknown",
    "the history has no end",
  ]);
  expect(verdict({ ended: "interrupted", observations: [observed()] }).outcome).toBe("fail");
});

test("a damaged history passes nothing, and the damage is named", () => {
  const damage = { whole: "ops 4 to 9 are missing", users: new Map([["amy", "2 frames lost"]]) };
  expect(answer("duplication", { damage })).toEqual([
    "unknown",
    "unknown",
    "ops 4 to 9 are missing; 1 user lost messages on the way to the history, amy: 2 frames lost",
  ]);
  expect(verdict({ damage }).conditions?.damage).toBe(
    "ops 4 to 9 are missing; 1 user lost messages on the way to the history, amy: 2 frames lost",
  );
});

test("messages of a single user that were lost on the way leave no pass: one may have been a leak", () => {
  const users = new Map([
    ["amy", "2 frames lost"],
    ["bo", "1 frame lost"],
  ]);
  expect(answer("isolation", { damage: { whole: null, users } })).toEqual([
    "unknown",
    "unknown",
    "2 users lost messages on the way to the history, such as amy: 2 frames lost",
  ]);
});

test("an error of the execution passes nothing, and stands in the verdict", () => {
  const error = { code: "target-exited", message: "it ended", hint: "see target.log" } as const;
  const whole = decide(judged(), header, { replay: null, error });
  expect(whole).toMatchObject({ outcome: "unknown", error });
  expect(of(whole, "order")?.reason).toBe("the execution failed: it ended");
});

test("where an error ended all before the first run it is the reason, and not each thing that did not happen", () => {
  const error = { code: "refused", message: "nobody listens", hint: "start it" } as const;
  const { envelope } = judged();
  const reasons = [0, 3].map((runs) => {
    const given = judged({ tallies: { reach: unmet }, envelope: { ...envelope, runs } });
    return of(decide(given, header, { replay: null, error }), "reach")?.reason;
  });
  expect(reasons).toEqual(["the execution failed: nobody listens", unmet.unknown]);
});

test("keeps a hundred findings, counts all, and no flood of one fault hides another", () => {
  const flood = Array.from({ length: 300 }, (_, n) =>
    observed({ guarantee: "isolation", kind: "misroute", run: `r${1_000 + n}`, ops: [n] }),
  );
  const given = judged({
    observations: [...flood, observed({ guarantee: "clock", kind: "skew", run: "r9" })],
  });
  const whole = decide(
    {
      ...given,
      observed: new Map([
        ["isolation", 5_000],
        ["clock", 1],
      ]),
    },
    header,
    {
      replay: null,
    },
  );
  expect(whole.findingCount).toBe(5_001);
  expect(of(whole, "isolation")?.findings).toBe(5_000);
  expect(whole.findings.map(({ run }) => run)).toEqual([
    ...Array.from({ length: 99 }, (_, n) => `r${1_000 + n}`),
    "r9",
  ]);
});

test("of each kind of fault three are kept, before more of any", () => {
  const kinds = Array.from({ length: 30 }, (_, n) => `kind-${10 + n}`);
  const flood = kinds.flatMap((kind) =>
    Array.from({ length: 10 }, (_, n) => observed({ kind, run: `${kind}-${n}` })),
  );
  const kept = Map.groupBy(verdict({ observations: flood }).findings, ({ kind }) => kind);
  expect([...kept].map(([kind, { length }]) => [kind, length])).toEqual(
    kinds.map((kind, n) => [kind, n === 0 ? 10 : n === 1 ? 6 : 3]),
  );
});

function leakTo(user: string): Observation {
  return observed({
    guarantee: "isolation",
    kind: "misroute",
    user,
    victim: "amy",
    touches: [{ user: "amy", run: "r1", event: "tool_completed" }],
  });
}

test("keeps twenty consequences of a finding, one of each kind first, and counts all", () => {
  const users = Array.from({ length: 40 }, (_, n) => leakTo(`u${10 + n}`));
  const [finding, ...others] = verdict({ observations: [...users, observed()] }).findings;
  expect(others).toEqual([]);
  expect(finding?.consequenceCount).toBe(40);
  expect(finding?.consequences.map(({ user }) => user)).toEqual([
    ...Array.from({ length: 19 }, (_, n) => `u${11 + n}`),
    "amy",
  ]);
});
