import { expect, test } from "vitest";
import { createRandom } from "./random.ts";

test("the same seed makes the same numbers, in [0, 1), evenly", () => {
  const some = numbers("seed");
  expect(numbers("seed")).toEqual(some);
  expect(numbers("other")).not.toEqual(some);
  expect(some.every((number) => number >= 0 && number < 1)).toBe(true);
  const tenths = Array.from({ length: 10 }, () => 0);
  for (const number of some)
    tenths[Math.floor(number * 10)] = (tenths[Math.floor(number * 10)] ?? 0) + 1;
  expect(tenths.every((count) => count > 880 && count < 1_120)).toBe(true);
});

test("a pick comes from the list, and every entry is picked", () => {
  const random = createRandom("seed");
  const seen = new Set(Array.from({ length: 200 }, () => random.pick(["a", "b", "c"])));
  expect(seen).toEqual(new Set(["a", "b", "c"]));
});

function numbers(seed: string): readonly number[] {
  const random = createRandom(seed);
  return Array.from({ length: 10_000 }, () => random.next());
}
