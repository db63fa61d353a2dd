import { expect, test } from "vitest";
import { heaviest, Kept } from "./kept.ts";

const run = () => ({ events: 0, memory: 0 });

test("what is kept of open runs is too much beyond the bound, and no more once the run is over", () => {
  const [amy, bo, kept] = [run(), run(), new Kept({ memory: 4_000 })];
  kept.add(amy, 500);
  kept.add(bo, 500);
  expect([kept.isTooMuch, amy, bo]).toEqual([
    false,
    { events: 1, memory: 2_000 },
    { events: 1, memory: 2_000 },
  ]);
  kept.add(bo, 0);
  expect([kept.isTooMuch, bo]).toEqual([true, { events: 2, memory: 3_500 }]);
  kept.over(amy);
  expect(kept.isTooMuch).toBe(false);
});

test("a long text counts as far as it is kept", () => {
  const [long, kept] = [run(), new Kept({ memory: Infinity })];
  kept.add(long, 8_000_000);
  expect(long.memory).toBe(1_500 + 65_536);
});

test("the heaviest is the one of which most is kept", () => {
  const [light, heavy] = [
    { events: 9, memory: 1 },
    { events: 1, memory: 2 },
  ];
  expect([heaviest([light, heavy, light]), heaviest([])]).toEqual([heavy, undefined]);
});
