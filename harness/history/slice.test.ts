import * as fc from "fast-check";
import { expect, test } from "vitest";
import { countIn, isIn, shareOf, sliceWithin, sliceWords } from "./slice.ts";

const count = fc.integer({ min: 1, max: 12 });
const ordinal = fc.nat(1_000);

function slices(of: number) {
  return Array.from({ length: of }, (_, index) => ({ index, count: of }));
}

test("every user is in exactly one slice, and in all of an undivided crowd", () => {
  fc.assert(
    fc.property(count, ordinal, (of, user) => {
      expect(slices(of).filter((slice) => isIn(slice, user))).toHaveLength(1);
      expect(isIn(undefined, user)).toBe(true);
    }),
  );
});

test("users of a range are counted as they are told apart", () => {
  fc.assert(
    fc.property(count, ordinal, fc.nat(50), (of, from, length) => {
      const range = Array.from({ length }, (_, at) => from + at);
      for (const slice of [...slices(of), undefined]) {
        const inside = range.filter((user) => isIn(slice, user));
        expect(countIn(slice, from, from + length)).toBe(inside.length);
      }
    }),
  );
});

test("shares are within one of each other, and add up", () => {
  fc.assert(
    fc.property(count, fc.nat(100_000), (of, total) => {
      const shares = slices(of).map((slice) => shareOf(slice, total));
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    }),
  );
});

test("the workers of all machines tile the crowd", () => {
  fc.assert(
    fc.property(count, count, ordinal, (machines, workers, user) => {
      const all = slices(machines).flatMap((machine) =>
        slices(workers).map((worker) => sliceWithin(machine, worker)),
      );
      expect(all.filter((slice) => isIn(slice, user))).toHaveLength(1);
      const machine = { index: user % machines, count: machines };
      expect(slices(workers).some((worker) => isIn(sliceWithin(machine, worker), user))).toBe(true);
    }),
  );
});

test("slices are counted from one in words", () => {
  expect(sliceWords({ index: 1, count: 6 })).toBe("2 of 6");
});
