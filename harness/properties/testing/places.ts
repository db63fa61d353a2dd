import * as fc from "fast-check";
import type { Place } from "./fault.ts";

/** Anywhere. */
export const places: fc.Arbitrary<Place> = fc.record({
  run: fc.nat({ max: 8 }),
  step: fc.nat({ max: 15 }),
  other: fc.nat({ max: 11 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  oneTab: fc.boolean(),
});
