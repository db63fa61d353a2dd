import * as fc from "fast-check";
import { expect, test } from "vitest";
import { numberAt } from "./digits.ts";

test.each([16, 36])("to the base %i, in either case, and nothing of what stands around", (base) => {
  fc.assert(
    fc.property(fc.nat(base ** 5 - 1), (number) => {
      const digits = number.toString(base);
      for (const text of [digits, digits.toUpperCase()]) {
        expect(numberAt(`-${text}-`, base, 1, 1 + text.length)).toBe(number);
      }
    }),
  );
});
