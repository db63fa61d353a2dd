import * as fc from "fast-check";
import { expect, test } from "vitest";
import { tries, WHILE } from "./testing/amount.ts";
import { execute } from "./testing/execution.ts";
import type { Place } from "./testing/fault.ts";
import { FAULTS } from "./testing/faults/catalogue.ts";
import { fitted } from "./testing/fit.ts";
import { judged } from "./testing/judged.ts";
import { misjudged } from "./testing/misjudged.ts";
import { scripts } from "./testing/scripts.ts";
import { worldOf } from "./testing/world.ts";

const places: fc.Arbitrary<Place> = fc.record({
  run: fc.nat({ max: 8 }),
  step: fc.nat({ max: 15 }),
  other: fc.nat({ max: 11 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  oneTab: fc.boolean(),
});

test.each(FAULTS)(
  "$id is one finding, of its own kind, on its user and run, and quotes what was sent",
  (fault) => {
    fc.assert(
      fc.property(scripts, places, (script, place) => {
        const world = worldOf(fitted(fault, script, place));
        const execution = execute(world, [], { fault, place });
        fc.pre(execution.expected !== null);
        const verdict = judged(world.header, execution.ops);
        expect(misjudged(verdict, execution)).toEqual([]);
        expect(verdict.outcome).toBe("fail");
      }),
      tries(25),
    );
  },
  WHILE,
);
