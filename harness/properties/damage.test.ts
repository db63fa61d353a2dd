import * as fc from "fast-check";
import { expect, test } from "vitest";
import { tries, WHILE } from "./testing/amount.ts";
import { execute } from "./testing/execution.ts";
import { FAULTS } from "./testing/faults/catalogue.ts";
import { fitted } from "./testing/fit.ts";
import { judged } from "./testing/judged.ts";
import { places } from "./testing/places.ts";
import { scripts } from "./testing/scripts.ts";
import { worldOf } from "./testing/world.ts";

/** What can only be known of a history that holds everything. */
const ABSENT = new Set(["completeness", "deadline"]);

test(
  "a right execution of which one op is lost is unknown: no pass, and no alarm",
  () => {
    fc.assert(
      fc.property(scripts, fc.nat(), (script, nth) => {
        const world = worldOf(script);
        const { ops } = execute(world);
        const lost = nth % ops.length;
        const { findings, outcome } = judged(world.header, ops.toSpliced(lost, 1));
        expect({ lost: ops[lost], findings }).toEqual({ lost: ops[lost], findings: [] });
        expect(outcome).toBe("unknown");
      }),
      tries(60),
    );
  },
  WHILE,
);

test(
  "a right execution of which the end is lost is unknown: no pass, and no alarm",
  () => {
    fc.assert(
      fc.property(scripts, fc.nat(), (script, nth) => {
        const world = worldOf(script);
        const { ops } = execute(world);
        const { findings, outcome } = judged(world.header, ops.slice(0, nth % ops.length));
        expect(findings).toEqual([]);
        expect(outcome).toBe("unknown");
      }),
      tries(60),
    );
  },
  WHILE,
);

test(
  "a faulty execution of which one op is lost never passes, and nothing absent convicts",
  () => {
    fc.assert(
      fc.property(
        scripts,
        places,
        fc.constantFrom(...FAULTS),
        fc.nat(),
        (script, place, fault, nth) => {
          const world = worldOf(fitted(fault, script, place));
          const { ops } = execute(world, [], { fault, place });
          const { findings, outcome } = judged(world.header, ops.toSpliced(nth % ops.length, 1));
          const absent = findings.filter(
            ({ guarantee, kind }) => ABSENT.has(guarantee) && kind !== "errored",
          );
          expect(absent).toEqual([]);
          expect(outcome).not.toBe("pass");
        },
      ),
      tries(60),
    );
  },
  WHILE,
);
