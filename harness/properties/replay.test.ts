import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createJudge } from "../checkers/judge.ts";
import { decide } from "../verdict/decide.ts";
import { tries, WHILE } from "./testing/amount.ts";
import { execute, type Injected } from "./testing/execution.ts";
import { FAULTS } from "./testing/faults/catalogue.ts";
import { fitted } from "./testing/fit.ts";
import { judged, reread } from "./testing/judged.ts";
import { places } from "./testing/places.ts";
import type { Script } from "./testing/script.ts";
import { scripts } from "./testing/scripts.ts";
import { worldOf } from "./testing/world.ts";

/** What a judge says that saw the ops as they came, and what one says that reads them from their lines. */
function verdicts(script: Script, injected?: Injected) {
  const world = worldOf(script);
  const judge = createJudge(world.header);
  const { ops } = execute(world, [judge], injected);
  const stored = reread(world.header, ops);
  return {
    online: decide(judge.finish(), world.header, { replay: null }),
    offline: judged(stored.header, stored.ops),
  };
}

test(
  "the verdict on a right server is the same online and offline",
  () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const { online, offline } = verdicts(script);
        expect(offline).toEqual(online);
      }),
      tries(40),
    );
  },
  WHILE,
);

test(
  "and so is the verdict on a faulty one",
  () => {
    fc.assert(
      fc.property(scripts, places, fc.constantFrom(...FAULTS), (script, place, fault) => {
        const { online, offline } = verdicts(fitted(fault, script, place), { fault, place });
        expect(offline).toEqual(online);
      }),
      tries(60),
    );
  },
  WHILE,
);
