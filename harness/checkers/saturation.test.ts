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
  expect([watch.touches(0, 999), watch.touches(900, 1_000), watch.touches(2_500, 2_600)]).toEqual([
    false,
    true,
    true,
  ]);
  expect([watch.touches(3_000, 9_000), watch.touches(3_001, 9_000)]).toEqual([true, false]);
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
