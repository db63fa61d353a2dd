import * as fc from "fast-check";
import { expect, test } from "vitest";
import { HarnessError } from "../errors/harness-error.ts";
import { readCanary } from "../ownership/canary.ts";
import { readId } from "../ownership/run-id.ts";
import { makePlan, outline, type PlanOptions } from "./make-plan.ts";
import { MOST_RUNS } from "./run-writer.ts";

const SMALL: PlanOptions = {
  seed: "seed",
  nonce: "nonce",
  users: 2,
  sentinels: 1,
  runsPerUser: 2,
  tabs: 1,
  runsAtOnce: 1,
  maxOpenRuns: 1_000,
  schedule: "closed",
  prompts: "nasty",
};

const text = (options: Partial<PlanOptions>) => JSON.stringify(makePlan({ ...SMALL, ...options }));

test("the same seed and nonce make the same plan, byte for byte", () => {
  expect(text({})).toBe(text({}));
});

test("another nonce changes run ids and canaries, and neither people nor questions", () => {
  const one = makePlan(SMALL);
  const two = makePlan({ ...SMALL, nonce: "another" });
  const people = ({ users }: typeof one) =>
    users.map(({ id, persona, claims, runs }) => ({
      id,
      persona,
      claims,
      questions: runs.map(({ prompt, canary }) => prompt.replaceAll(canary, "")),
    }));
  expect(people(two)).toEqual(people(one));
  const marks = (plan: typeof one) =>
    plan.users.flatMap(({ runs }) =>
      runs.flatMap(({ id, thread, canary }) => [id, thread, canary]),
    );
  expect(new Set([...marks(one), ...marks(two)]).size).toBe(2 * 12);
});

test("another seed makes other people", () => {
  expect(makePlan({ ...SMALL, seed: "other" }).users.map(({ id }) => id)).not.toEqual(
    makePlan(SMALL).users.map(({ id }) => id),
  );
});

test("ids and canaries tell their user and run, and every run has a thread of its own", () => {
  const plan = makePlan(SMALL);
  for (const user of plan.users) {
    for (const run of user.runs) {
      const owner = { user: user.ordinal, run: run.ordinal };
      expect(readCanary(plan.key, run.canary)).toEqual({ kind: "ours", ...owner });
      expect(readId(plan.key, run.id)).toEqual({ kind: "run", ...owner });
      expect(readId(plan.key, run.thread)).toEqual({ kind: "thread", ...owner });
    }
  }
});

test("users come first and send, sentinels come last and send nothing; claims are the identity", () => {
  const shape = makePlan(SMALL).users.map(({ ordinal, role, runs, id, claims, persona }) => ({
    ordinal,
    role,
    runs: runs.map(({ at }) => at),
    claimed: claims["sub"] === id && claims["name"] === persona.name,
  }));
  expect(shape).toEqual([
    { ordinal: 0, role: "user", runs: [null, null], claimed: true },
    { ordinal: 1, role: "user", runs: [null, null], claimed: true },
    { ordinal: 2, role: "sentinel", runs: [], claimed: true },
  ]);
});

test("an open schedule starts runs by the clock, evenly over the users", () => {
  const plan = makePlan({ ...SMALL, schedule: { ratePerSecond: 4 } });
  expect(plan.users.map(({ runs }) => runs.map(({ at }) => at))).toEqual([
    [0, 500],
    [250, 750],
    [],
  ]);
  expect(plan.schedule).toEqual({ kind: "open", runsAtOnce: 1, maxOpenRuns: 1_000, overlap: 1 });
});

test("the overlap of a closed schedule is what its limits allow", () => {
  expect(overlap({})).toBe(5);
  expect(overlap({ runsAtOnce: 2 })).toBe(10);
  expect(overlap({ runsAtOnce: 9 })).toBe(15);
  expect(overlap({ runsAtOnce: 9, maxOpenRuns: 7 })).toBe(7);
});

test("supplied accounts are taken in their order", () => {
  const accounts = ["u1", "u2", "u3", "u4"].map((id) => ({ id }));
  expect(outline(makePlan({ ...SMALL, accounts }))).toEqual({
    users: [
      { id: "u1", role: "user" },
      { id: "u2", role: "user" },
      { id: "u3", role: "sentinel" },
    ],
    runsPerUser: 2,
    tabs: 1,
    runs: 4,
    schedule: "closed",
    overlap: 2,
  });
});

test("too few accounts are refused, with how many are needed and which flags to lower", () => {
  const error = thrown(() => makePlan({ ...SMALL, accounts: [{ id: "u1" }] }));
  expect({ code: error.code, message: error.message, hint: error.hint }).toEqual({
    code: "too-few-accounts",
    message: "2 users and 1 sentinel need 3 accounts, and 1 was supplied.",
    hint: "Supply 2 more accounts, or lower --users and --sentinels to 1 together.",
  });
});

test("two accounts of one id are refused", () => {
  const accounts = ["u1", "u2", "u1"].map((id) => ({ id }));
  expect(thrown(() => makePlan({ ...SMALL, accounts })).code).toBe("bad-config");
});

test("whatever the shape, every id, run, thread and canary is unique", () => {
  const shape = fc.record({
    seed: fc.string(),
    users: fc.integer({ min: 1, max: 20 }),
    sentinels: fc.nat(70),
    runsPerUser: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(shape, (options) => {
      const plan = makePlan({ ...SMALL, ...options });
      const marks = plan.users.flatMap(({ id, runs }) => [
        id,
        ...runs.flatMap((run) => [run.id, run.thread, run.canary]),
      ]);
      expect(plan.users.length).toBe(options.users + options.sentinels);
      expect(new Set(marks).size).toBe(marks.length);
    }),
    { numRuns: 50 },
  );
});

test("a hundred thousand users are unique and readable", { timeout: 60_000 }, () => {
  const plan = makePlan({ ...SMALL, users: 100_000, sentinels: 10, runsPerUser: 1 });
  const ids = plan.users.slice(0, 100_000).map(({ id }) => id);
  expect(new Set(plan.users.map(({ id }) => id)).size).toBe(100_010);
  expect(ids.filter((id) => !/^[a-z]+-[0-9a-f]{5}$/.test(id))).toEqual([]);
});

function overlap(options: Partial<PlanOptions>): number {
  return makePlan({ ...SMALL, users: 5, runsPerUser: 3, ...options }).schedule.overlap;
}

function thrown(work: () => unknown): HarnessError {
  try {
    work();
  } catch (error) {
    if (error instanceof HarnessError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test("runs can share a thread, which is named after its first run", () => {
  const [user] = makePlan({ ...SMALL, runsPerUser: 5, runsPerThread: 2 }).users;
  const fresh = makePlan({ ...SMALL, runsPerUser: 5 }).users[0]?.runs.map(({ thread }) => thread);
  expect(user?.runs.map(({ thread }) => fresh?.indexOf(thread))).toEqual([0, 0, 2, 2, 4]);
});

test("a share of the runs is cancelled, by the seed, and nothing else changes", () => {
  const many = { users: 50, runsPerUser: 10 };
  const plan = makePlan({ ...SMALL, ...many, cancels: 0.3 });
  const after = plan.users.flatMap(({ runs }) => runs.map(({ cancelAfter }) => cancelAfter));
  expect(after.filter((count) => count !== undefined).length / 500).toBeCloseTo(0.3, 1);
  expect(new Set(after)).toEqual(new Set([undefined, 1, 2, 3]));
  const kept = plan.users.map(({ runs, ...user }) => ({
    ...user,
    runs: runs.map(({ cancelAfter: _cancelAfter, ...run }) => run),
  }));
  expect(kept).toEqual(makePlan({ ...SMALL, ...many }).users);
  expect(text({ ...many, cancels: 0.3 })).toBe(text({ ...many, cancels: 0.3 }));
});

test("slices are planned apart and are the whole crowd together", () => {
  const shape = { ...SMALL, users: 7, sentinels: 3, maxOpenRuns: 5 };
  const whole = makePlan(shape);
  const parts = [0, 1, 2].map((index) => makePlan({ ...shape, slice: { index, count: 3 } }));
  const users = parts.flatMap((part) => part.users).toSorted((a, b) => a.ordinal - b.ordinal);
  expect(users).toEqual(whole.users);
  for (const part of parts) expect(outline(part)).toEqual(outline(whole));
  expect(parts.map(({ schedule }) => schedule.maxOpenRuns)).toEqual([1, 2, 2]);
});

test("where fewer runs may be open than there are slices, each slice may still open one", () => {
  const parts = [0, 1, 2].map((index) =>
    makePlan({ ...SMALL, maxOpenRuns: 2, slice: { index, count: 3 } }),
  );
  expect(parts.map(({ schedule }) => schedule.maxOpenRuns)).toEqual([1, 1, 1]);
});

test("a clock by which no run is ever due plans no overlap", () => {
  const soak = { runsPerUser: null, schedule: { ratePerSecond: 1 } };
  const planned = [0, 1].map((duration) => makePlan({ ...SMALL, ...soak, duration }).schedule);
  expect(planned.map((schedule) => schedule.overlap)).toEqual([0, 1]);
});

test("no clock asks a user for more runs than there are ids", () => {
  const soak = { runsPerUser: null, schedule: { ratePerSecond: 1_000_000 }, duration: 86_400_000 };
  expect(makePlan({ ...SMALL, ...soak }).runs).toBe(SMALL.users * MOST_RUNS);
});
