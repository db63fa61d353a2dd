import { expect, test } from "vitest";
import { createHealthSeries } from "./series.ts";

const QUIET = { delay: 1, sendLag: 0, tickLag: 0, memory: 10 };

test("few points stay as they are", () => {
  const series = createHealthSeries();
  series.add({ time: 1, ...QUIET });
  series.add({ time: 2, ...QUIET, delay: 7 });
  expect(series.view()).toEqual([
    { time: 1, ...QUIET },
    { time: 2, ...QUIET, delay: 7 },
  ]);
});

test("an hour of them is still a few hundred, and the one bad second is among them", () => {
  const series = createHealthSeries();
  for (let second = 1; second <= 3_600; second += 1) {
    series.add({ time: second, ...QUIET, ...(second === 1_234 && { tickLag: 900 }) });
  }
  const points = series.view();
  expect(points.length).toBeLessThanOrEqual(240);
  expect(Math.max(...points.map(({ tickLag }) => tickLag))).toBe(900);
  expect(points.at(-1)?.time).toBe(3_600);
  expect(points.map(({ time }) => time)).toEqual(
    points.map(({ time }) => time).toSorted((a, b) => a - b),
  );
});
