import { expect, test } from "vitest";
import type { Progress } from "../run/progress.ts";
import { createPace } from "./pace.ts";

const seen = (phase: Progress["phase"], events: number, ended: number) =>
  ({ phase, events, ended, plannedRuns: 100, duration: null, linger: 2_000 }) as const;

const soak = (phase: Progress["phase"], ended: number) =>
  ({ ...seen(phase, 0, ended), plannedRuns: null, duration: 60_000 }) as const;

test("nothing is said before there is something to go by", () => {
  const pace = createPace();
  expect(pace(seen("connecting", 0, 0), 0)).toEqual({ pace: null, left: null, share: 0 });
  expect(pace(seen("running", 0, 0), 5_000)).toEqual({ pace: null, left: null, share: 0 });
  expect(pace(seen("running", 90, 9), 5_900)).toEqual({ pace: null, left: null, share: 0.09 });
  expect(pace(seen("running", 100, 0), 6_000)).toEqual({ pace: 100, left: null, share: 0 });
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

test("of a soak its time tells how far it is, and not its runs", () => {
  const pace = createPace();
  expect(pace(soak("connecting", 0), 0)).toEqual({ pace: null, left: null, share: 0 });
  expect(pace(soak("running", 0), 1_000)).toEqual({ pace: null, left: 62_000, share: 0 });
  expect(pace(soak("running", 7), 16_000)).toEqual({ pace: 0, left: 47_000, share: 0.25 });
  expect(pace(soak("running", 99), 61_500)).toEqual({ pace: 0, left: 2_000, share: 1 });
  expect(pace(soak("lingering", 99), 62_000)).toEqual({ pace: null, left: 2_000, share: 1 });
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

test("where no run ends any more nobody can tell what is left, until one does", () => {
  const pace = createPace();
  pace(seen("running", 0, 0), 0);
  expect(pace(seen("running", 480, 96), 1_000).left).toBeCloseTo(2_042, 0);
  expect(pace(seen("running", 480, 96), 2_000).left).toBeCloseTo(2_083, 0);
  expect(pace(seen("running", 480, 96), 2_100).left).toBeNull();
  expect(pace(seen("running", 480, 96), 6_000).left).toBeNull();
  expect(pace(seen("running", 490, 98), 6_100).left).toBeCloseTo(2_124, 0);
});

test("slow runs are no standstill", () => {
  const pace = createPace();
  pace(seen("running", 0, 0), 0);
  expect(pace(seen("running", 10, 2), 20_000).left).toBe(982_000);
  expect(pace(seen("running", 10, 2), 50_000).left).toBe(2_452_000);
});
