import * as fc from "fast-check";
import { expect, test } from "vitest";
import { tries, WHILE } from "./testing/amount.ts";
import { execute } from "./testing/execution.ts";
import { FAULTS } from "./testing/faults/catalogue.ts";
import { fitted } from "./testing/fit.ts";
import { judged } from "./testing/judged.ts";
import { misjudged } from "./testing/misjudged.ts";
import { places } from "./testing/places.ts";
import { scripts } from "./testing/scripts.ts";
import { worldOf } from "./testing/world.ts";

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
      tries(8),
    );
  },
  WHILE,
);
