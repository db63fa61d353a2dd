import * as fc from "fast-check";
import { expect, test } from "vitest";
import { tries, WHILE } from "./testing/amount.ts";
import { excused } from "./testing/excuses.ts";
import { execute } from "./testing/execution.ts";
import { judged } from "./testing/judged.ts";
import { scripts } from "./testing/scripts.ts";
import { worldOf } from "./testing/world.ts";

test(
  "no checker alarms on a right server, and every claim passes but for what the script excuses",
  () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const world = worldOf(script);
        const { ops } = execute(world);
        const { findings, guarantees, outcome } = judged(world.header, ops);
        expect(findings).toEqual([]);
        const open = guarantees.filter((one) => one.outcome === "unknown");
        const unexcused = open.filter(({ name }) => !excused(script).includes(name));
        expect(unexcused.map(({ name, reason }) => ({ name, reason }))).toEqual([]);
        expect(outcome).toBe(open.length === 0 ? "pass" : "unknown");
      }),
      tries(150),
    );
  },
  WHILE,
);
