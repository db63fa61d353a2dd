import { expect, test } from "vitest";
import { makePlan, type PlanOptions } from "../plan/make-plan.ts";
import type { Plan } from "../plan/plan.ts";
import { Turns } from "./turns.ts";

/** Two users with three runs each. */
function planOf(shape: Partial<PlanOptions> = {}): Plan {
  return makePlan({
    seed: "s",
    nonce: "00112233445566778899aabbccddeeff",
    users: 2,
    sentinels: 0,
    runsPerUser: 3,
    tabs: 1,
    runsAtOnce: 1,
    maxOpenRuns: 100,
    schedule: "closed",
    prompts: "plain",
    ...shape,
  });
}

/** Their turns, after a barrier that fell at 100. */
function turns(shape: Partial<PlanOptions> = {}): Turns {
  const plan = planOf(shape);
  const all = new Turns(plan, plan.users);
  all.begin(100);
  return all;
}

/** Whose run it is, which, when it was due, and since when it could be sent. */
function told(all: Turns, now: number, open: number): string | null {
  const turn = all.next(now, open);
  return turn && `${turn.member}.${turn.run.ordinal} ${turn.scheduled} ${turn.possible}`;
}

/** One run a second, by the clock. */
const BY_THE_CLOCK = { schedule: { ratePerSecond: 1 } };

test("before the barrier it is nobody's turn", () => {
  const plan = planOf();
  expect(new Turns(plan, plan.users).next(1e9, 0)).toBe(null);
});

test("the limit lets so many be open at once, and who waited for it was not late", () => {
  const all = turns({ maxOpenRuns: 1 });
  expect(told(all, 100, 0)).toBe("0.0 100 100");
  expect(told(all, 101, 1)).toBe(null);
  all.over(0, 150, 1);
  expect(told(all, 160, 0)).toBe("1.0 150 150");
});

test("who waited for nothing but his own run was due when it ended", () => {
  const all = turns();
  expect([told(all, 100, 0), told(all, 100, 1)]).toEqual(["0.0 100 100", "1.0 100 100"]);
  all.over(1, 130, 2);
  expect(told(all, 140, 1)).toBe("1.1 130 130");
});

test("by the clock a run is due at its time, also where the limit held it back", () => {
  const all = turns({ ...BY_THE_CLOCK, maxOpenRuns: 1 });
  expect(told(all, 100, 0)).toBe("0.0 100 100");
  expect(told(all, 1_200, 1)).toBe(null);
  all.over(0, 1_300, 1);
  expect(told(all, 1_300, 0)).toBe("1.0 1100 1300");
});

test("the clock wakes for the next run, unless the limit holds it back", () => {
  const all = turns({ ...BY_THE_CLOCK, maxOpenRuns: 2 });
  told(all, 100, 0);
  expect([all.wakesIn(400, 1), all.wakesIn(1_500, 1), all.wakesIn(400, 2)]).toEqual([700, 0, null]);
  expect(turns().wakesIn(100, 0)).toBe(null);
});

test("a member whose run could not be sent has another turn", () => {
  const all = turns({ users: 1 });
  expect(told(all, 100, 0)).toBe("0.0 100 100");
  expect(told(all, 101, 0)).toBe(null);
  all.missed(0, 105);
  expect(told(all, 105, 0)).toBe("0.1 105 105");
});

test("who is late himself holds everybody back, and is not late once he lets them go on", () => {
  const all = turns({ users: 30 });
  for (let open = 0; open < 30; open += 1) told(all, 100, open);
  // Twice the most have ended: from now on our own lateness counts. 100 become 50, and 25.
  expect([all.heed(200, 200, 200, 30), all.heed(200, 200, 300, 30)]).toEqual([false, false]);
  all.over(0, 310, 30);
  expect(told(all, 310, 29)).toBe(null);
  // 26, 27, 28, 28, 30: with 29 open there is a place.
  const lifted = [400, 500, 600, 700].map((now) => all.heed(0, 200, now, 29));
  expect(lifted).toEqual([false, false, false, true]);
  expect(told(all, 710, 29)).toBe("0.1 700 700");
});

test("a schedule by the clock waits for nobody, not even for us", () => {
  const all = turns(BY_THE_CLOCK);
  expect([all.heed(900, 200, 200, 60), all.heed(900, 200, 300, 60)]).toEqual([false, false]);
  expect(told(all, 1_100, 60)).toBe("0.0 100 100");
});

test("in a soak nobody has a turn once the time is over", () => {
  const all = turns({ users: 1, runsPerUser: null, duration: 1_000 });
  expect([told(all, 100, 0), all.exhausted(1_099), all.exhausted(1_100)]).toEqual([
    "0.0 100 100",
    false,
    true,
  ]);
  all.over(0, 1_099, 1);
  expect(told(all, 1_100, 0)).toBe(null);
});
