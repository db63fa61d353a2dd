import { expect, test } from "vitest";
import { makePlan } from "../plan/make-plan.ts";
import type { PlannedUser } from "../plan/plan.ts";
import { connectionNumbers } from "./connection-numbers.ts";

const SHAPE = {
  seed: "seed",
  nonce: "nonce",
  users: 3,
  sentinels: 2,
  runsPerUser: 1,
  tabs: 2,
  runsAtOnce: 1,
  maxOpenRuns: 10,
  schedule: "closed",
  prompts: "plain",
} as const;

/** Each user of a slice with the number of his first connection. */
function numbered(index: number): readonly [PlannedUser["ordinal"], number][] {
  const plan = makePlan({ ...SHAPE, slice: { index, count: 2 } });
  const numbers = connectionNumbers(plan);
  return plan.users.map((user) => [user.ordinal, numbers.of(user)]);
}

test("users hold a number a tab, sentinels one, in the order of the plan", () => {
  const plan = makePlan(SHAPE);
  const numbers = connectionNumbers(plan);
  expect([plan.users.map((user) => numbers.of(user)), numbers.count]).toEqual([[0, 2, 4, 6, 7], 8]);
});

test("a part of the crowd bears the numbers that it has in the whole", () => {
  expect([...numbered(0), ...numbered(1)].toSorted(([a], [b]) => a - b)).toEqual([
    [0, 0],
    [1, 2],
    [2, 4],
    [3, 6],
    [4, 7],
  ]);
});
