import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createTimes, mergeTimes, summarise, type Times } from "./times.ts";

function timed(milliseconds: readonly number[]): Times {
  const times = createTimes();
  for (const one of milliseconds) times.record(one);
  return times;
}

test("percentiles are the times at which so many were done; the greatest is kept as it was", () => {
  const hundred = Array.from({ length: 100 }, (_, at) => at + 1);
  expect(summarise(timed([...hundred, 1_234.567]))).toEqual({
    p50: 51,
    p95: 96,
    p99: 100,
    max: 1_234.567,
  });
});

test("nothing measured has no summary", () => {
  expect(summarise(timed([]))).toBeNull();
});

test("a time is kept to three digits, never flattered, and never above the greatest", () => {
  expect(summarise(timed([12.3456, 12.3456, 80]))).toMatchObject({ p50: 12.4, max: 80 });
  expect(summarise(timed([12.3456]))).toEqual({
    p50: 12.346,
    p95: 12.346,
    p99: 12.346,
    max: 12.346,
  });
});

test("what several measured is what one would have", () => {
  const times = fc.array(fc.double({ min: 0, max: 100_000, noNaN: true }), { maxLength: 50 });
  fc.assert(
    fc.property(times, times, (one, other) => {
      const merged = mergeTimes([timed(one), timed(other)]);
      expect(summarise(merged)).toEqual(summarise(timed([...one, ...other])));
    }),
  );
});
