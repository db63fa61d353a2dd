import * as fc from "fast-check";
import { expect, test } from "vitest";
import { mintCanary, readCanary } from "../ownership/canary.ts";
import { mintId, readId } from "../ownership/run-id.ts";
import { makePlan, outline, type PlanOptions } from "./make-plan.ts";
import type { Plan, PlannedRun } from "./plan.ts";
import { MOST_RUNS } from "./run-writer.ts";
import { runsOf } from "./runs-of.ts";

const FIXED: PlanOptions = {
  seed: "seed",
  nonce: "nonce",
  users: 3,
  sentinels: 1,
  runsPerUser: 4,
  tabs: 1,
  runsAtOnce: 1,
  maxOpenRuns: 1_000,
  schedule: "closed",
  prompts: "nasty",
  runsPerThread: 2,
  cancels: 0.5,
};

const SOAK: PlanOptions = { ...FIXED, runsPerUser: null, duration: 60_000 };

test("the first runs of a soak are those of a plan of so many, byte for byte", () => {
  const fixed = makePlan(FIXED);
  expect(fixed.users.map((user) => [...runsOf(fixed, user)])).toEqual(
    fixed.users.map(({ runs }) => runs),
  );
  const soak = makePlan(SOAK);
  expect(soak.users.map((user) => first(4, soak, user))).toEqual(
    fixed.users.map(({ runs }) => runs),
  );
});

test("a plan of more runs than it holds writes the same ones, and all of them", () => {
  const many = makePlan({ ...FIXED, runsPerUser: 40_000 });
  expect(many.users.map(({ runs }) => runs.length)).toEqual([0, 0, 0, 0]);
  expect(many.users.map((user) => first(4, many, user))).toEqual(
    makePlan(FIXED).users.map(({ runs }) => runs),
  );
  const [amy] = many.users;
  expect(amy && [...runsOf(many, amy)].at(-1)?.ordinal).toBe(39_999);
  expect(makePlan({ ...FIXED, runsPerUser: 33_333 }).users[0]?.runs).toHaveLength(33_333);
});

test("every walk begins with the first run, and sentinels have none", () => {
  const plan = makePlan(SOAK);
  const [amy] = plan.users;
  expect(amy && first(3, plan, amy)).toEqual(amy && first(3, plan, amy));
  expect(plan.users.map((user) => first(2, plan, user).length)).toEqual([2, 2, 2, 0]);
});

test("its plan is data, small, and says for how long and not how many", () => {
  const plan = makePlan(SOAK);
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  expect(plan.users.map(({ runs }) => runs)).toEqual([[], [], [], []]);
  expect(outline(plan)).toMatchObject({
    runsPerUser: null,
    runs: null,
    duration: 60_000,
    overlap: 3,
  });
  expect(outline(makePlan({ ...SOAK, runsAtOnce: 5, maxOpenRuns: 11 })).overlap).toBe(11);
  expect(outline(makePlan(FIXED))).not.toHaveProperty("duration");
});

test("of an open schedule the clock says how many runs there are, and each part has its own", () => {
  const shape = fc.record({
    users: fc.integer({ min: 1, max: 9 }),
    duration: fc.double({ min: 1, max: 5_000, noNaN: true }),
    ratePerSecond: fc.double({ min: 0.1, max: 40, noNaN: true }),
    count: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(shape, ({ users, duration, ratePerSecond, count }) => {
      const options: PlanOptions = { ...SOAK, users, duration, schedule: { ratePerSecond } };
      const whole = makePlan(options);
      const ids = idsIn(whole);
      expect(ids.length).toBe(whole.runs);
      expect(new Set(ids).size).toBe(ids.length);
      const parts = Array.from({ length: count }, (_, index) =>
        makePlan({ ...options, slice: { index, count } }),
      );
      expect(parts.flatMap(idsIn).toSorted()).toEqual(ids.toSorted());
      for (const part of parts) expect(outline(part)).toEqual(outline(whole));
    }),
    { numRuns: 40 },
  );
});

test.each([
  ["a run that comes due when the time is over", 300, 100, 30],
  ["one that rounding takes for the last", 90_000, 1.1, 99],
])("of an open schedule %s is not started", (_what, duration, ratePerSecond, runs) => {
  const plan = makePlan({ ...SOAK, users: 1, duration, schedule: { ratePerSecond } });
  expect([plan.runs, idsIn(plan).length]).toEqual([runs, runs]);
});

test("a user has no more runs than an id can number", () => {
  const plan = makePlan(SOAK);
  expect(plan.users.map((user) => [...runsOf(plan, user, 5)].length)).toEqual([5, 5, 5, 0]);
  const last = { user: 0, run: MOST_RUNS - 1 };
  expect(readId(plan.key, mintId(plan.key, "run", 0, last.run))).toEqual({ kind: "run", ...last });
  expect(readCanary(plan.key, mintCanary(plan.key, 0, last.run))).toEqual({
    kind: "ours",
    ...last,
  });
});

function idsIn(plan: Plan): readonly string[] {
  return plan.users.flatMap((user) => [...runsOf(plan, user)].map(({ id }) => id));
}

function first(count: number, plan: Plan, user: Plan["users"][number]): readonly PlannedRun[] {
  return [...runsOf(plan, user, count)];
}
