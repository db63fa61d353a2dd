import { expect, test } from "vitest";
import { saturationWatch } from "./saturation.ts";

const START = { type: "send", action: "start", index: 0, time: 100 } as never;

/** What is made of health ops at these times, with how busy the loop was. */
function watched(samples: readonly (readonly [time: number, busy: number])[], started = true) {
  const watch = saturationWatch();
  if (started) watch.observe(START);
  for (const [time, busy] of samples) {
    watch.observe({ type: "health", time, busy, collecting: 0.1, machine: 0.8 } as never);
  }
  return watch;
}

test("a second without time to spare is told, with what took it", () => {
  const watch = watched([
    [1_000, 0.5],
    [2_000, 0.97],
    [3_000, 0.99],
    [4_000, 0.6],
  ]);
  expect(watch.summary()).toEqual({
    seconds: 2,
    of: 4,
    busy: 0.99,
    collecting: 0.1,
    machine: 0.8,
  });
});

test("a full second excuses itself and the seconds beside it, of which a half may have been as full", () => {
  const watch = watched([
    [1_000, 0.5],
    [2_000, 0.5],
    [3_000, 0.97],
    [4_000, 0.6],
    [5_000, 0.6],
  ]);
  expect([watch.touches(0, 999), watch.touches(900, 1_000)]).toEqual([false, true]);
  expect([watch.touches(2_500, 2_600), watch.touches(3_900, 9_000)]).toEqual([true, true]);
  expect(watch.touches(4_001, 9_000)).toBe(false);
});

test("what a full second to come may still excuse is not known yet", () => {
  const samples = [1, 2, 3].map((second) => [second * 1_000, 0.5] as const);
  expect([watched([]).knownUntil(), watched(samples).knownUntil()]).toEqual([0, 2_000]);
  const full = watched([...samples, [4_000, 0.97]]);
  expect([full.touches(0, 1_999), full.touches(0, 2_000)]).toEqual([false, true]);
});

test("of several workers the one that is behind may still excuse", () => {
  const watch = watched([[1_000, 0.5]]);
  for (const time of [1_000, 2_000, 3_000]) {
    watch.observe({ type: "health", time, worker: 1, busy: 0.5 } as never);
  }
  expect(watch.knownUntil()).toBe(0);
});

test("the moment that is left after a full second is excused as well", () => {
  const watch = watched([
    [1_000, 0.5],
    [2_000, 0.97],
    [2_300, 0.4],
  ]);
  expect([watch.touches(2_200, 2_250), watch.touches(2_301, 2_400)]).toEqual([true, false]);
});

test("the second in which the first run starts is told only together with those that follow it", () => {
  expect(
    watched([
      [1_000, 1],
      [2_000, 0.7],
      [3_000, 0.7],
    ]).summary(),
  ).toBe(null);
  expect(
    watched([
      [1_000, 1],
      [2_000, 0.97],
      [3_000, 0.7],
    ]).summary(),
  ).toMatchObject({ seconds: 2, of: 3, busy: 1 });
  expect(watched([[1_000, 1]]).summary()).toMatchObject({ seconds: 1, of: 1 });
});

test("half a load is none, nor is a moment, nor what comes before the first run", () => {
  expect(watched([[1_000, 0.94]]).summary()).toBe(null);
  expect(
    watched([
      [1_000, 0.5],
      [1_600, 1],
    ]).summary(),
  ).toBe(null);
  expect(watched([[1_000, 1]], false).summary()).toBe(null);
});

test("a record of an earlier version tells nothing", () => {
  const watch = saturationWatch();
  watch.observe(START);
  watch.observe({ type: "health", time: 1_000 } as never);
  expect(watch.summary()).toBe(null);
});

test("of several workers each has its own seconds, however close together they tell of them", () => {
  const watch = saturationWatch();
  watch.observe(START);
  for (const [second, full] of [
    [1, false],
    [2, true],
    [3, true],
    [4, false],
    [5, false],
  ] as const) {
    for (const worker of [0, 1]) {
      const busy = full && worker === 1 ? 0.98 : 0.5;
      const op = { type: "health", time: second * 1_000 + worker * 0.3, worker, busy };
      watch.observe({ ...op, collecting: 0.1, machine: 0.8 } as never);
    }
  }
  expect(watch.summary()).toMatchObject({ seconds: 2, of: 5, busy: 0.98 });
  expect([watch.touches(1_500, 1_600), watch.touches(4_500, 5_000)]).toEqual([true, false]);
});
