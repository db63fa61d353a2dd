import { expect, test } from "vitest";
import { atLeast } from "./proportion.ts";

test.each([
  [20, 20, 0.861],
  [19, 20, 0.784],
  [5, 5, 0.549],
  [1, 1, 0.05],
  [95, 100, 0.898],
  [1_000, 1_000, 0.997],
])("%i of %i prove at least %f", (successes, trials, share) => {
  expect(atLeast(successes, trials)).toBeCloseTo(share, 3);
});

test("nothing proves nothing", () => {
  expect([atLeast(0, 20), atLeast(0, 0)]).toEqual([0, 0]);
});
