import { expect, test } from "vitest";
import { BINS, binFrom, binOf, createHeat, quantileBin, total } from "./heat.ts";

test("a bin holds what lies between its edges, and the last holds all that is longer", () => {
  const bins = [0, 0.1, 1, 10, 12, 1e9].map(binOf);
  expect(bins).toEqual([0, 0, 20, 40, 41, BINS - 1]);
  expect([binFrom(20), binFrom(40)].map((edge) => edge.toFixed(6))).toEqual([
    "1.000000",
    "10.000000",
  ]);
});

test("however long it lasts, the columns are few and nothing is lost", () => {
  const heat = createHeat();
  for (let time = 0; time < 3_600_000; time += 1_000) heat.add(time, 10);
  const { columns, width } = heat.view();
  expect(columns.length).toBeLessThanOrEqual(96);
  expect(columns.length * width).toBeGreaterThanOrEqual(3_600_000);
  expect(total(heat.view())[binOf(10)]).toBe(3_600);
  const each = new Set(columns.slice(0, -1).map((counts) => counts[binOf(10)]));
  expect(each).toEqual(new Set([51, 52]));
});

test("the median, the greatest, and those of nothing", () => {
  const counts = new Uint32Array(BINS);
  counts[3] = 5;
  counts[9] = 4;
  counts[70] = 1;
  expect([0.5, 0.9, 1].map((share) => quantileBin(counts, share))).toEqual([3, 9, 70]);
  expect(quantileBin(new Uint32Array(BINS), 0.5)).toBeNull();
});
