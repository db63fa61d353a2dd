import { expect, test } from "vitest";
import type { Progress } from "../run/progress.ts";
import { createPace } from "./pace.ts";

const seen = (phase: Progress["phase"], events: number, ended: number) =>
  ({ phase, events, ended, plannedRuns: 100, linger: 2_000 }) as const;

test("nothing is said before there is something to go by", () => {
  const pace = createPace();
  expect(pace(seen("connecting", 0, 0), 0)).toEqual({ pace: null, left: null });
  expect(pace(seen("running", 0, 0), 5_000)).toEqual({ pace: null, left: null });
  expect(pace(seen("running", 90, 9), 5_900)).toEqual({ pace: null, left: null });
  expect(pace(seen("running", 100, 0), 6_000)).toEqual({ pace: 100, left: null });
});

test("what is left follows from the runs so far, and the linger comes after them", () => {
  const pace = createPace();
  pace(seen("running", 0, 0), 0);
  expect(pace(seen("running", 100, 10), 1_000).left).toBe(11_000);
  expect(pace(seen("running", 200, 50), 2_000).left).toBe(4_000);
  expect(pace(seen("running", 500, 100), 5_000).left).toBe(2_000);
  expect(pace(seen("lingering", 500, 100), 5_100).left).toBe(2_000);
  expect(pace(seen("lingering", 500, 100), 6_100).left).toBe(1_000);
  expect(pace(seen("lingering", 500, 100), 9_000).left).toBe(0);
});

test("the pace is that of the last seconds, also after a standstill", () => {
  const pace = createPace();
  const paces = [0, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000].map(
    (now) => pace(seen("running", Math.min(now, 3_000), 1), now).pace,
  );
  expect(paces.map((value) => value && Math.round(value))).toEqual([
    null,
    1_000,
    1_000,
    1_000,
    667,
    333,
    0,
    0,
  ]);
});
