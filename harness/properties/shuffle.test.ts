import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { HistoryHeader } from "../history/header.ts";
import type { Op } from "../history/op.ts";
import { tries, WHILE } from "./testing/amount.ts";
import { execute, type Injected } from "./testing/execution.ts";
import { FAULTS } from "./testing/faults/catalogue.ts";
import { fitted } from "./testing/fit.ts";
import { judged } from "./testing/judged.ts";
import { places } from "./testing/places.ts";
import type { Script } from "./testing/script.ts";
import { scripts } from "./testing/scripts.ts";
import { shuffled } from "./testing/shuffle.ts";
import { worldOf } from "./testing/world.ts";

/** Not one event at many users, which is told of the first who received it, and no delays, which are levelled. */
const UNFIT: ReadonlySet<string> = new Set([
  "broadcast-one",
  "stall",
  "slow-first",
  "deaf-to-cancel",
]);

const faults = fc.constantFrom(...FAULTS.filter(({ id }) => !UNFIT.has(id)));

const turns = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 });

/** Findings in words that do not depend on where an op stands: the ops themselves, as they were. */
function told(header: HistoryHeader, ops: readonly Op[], bare: ReadonlyMap<Op, string>) {
  return judged(header, ops).findings.map(({ ops: quoted, consequences, ...finding }) => {
    return {
      ...finding,
      ops: new Set(quoted.map((index) => bare.get(ops[index] as Op))),
      consequences: consequences.map(({ guarantee, kind, user }) => [guarantee, kind, user]),
    };
  });
}

function inBothOrders(script: Script, order: readonly number[], injected?: Injected) {
  const world = worldOf(script);
  const { ops, expected } = execute(world, [], injected);
  fc.pre(injected === undefined || expected !== null);
  const ranks = new Map<string | null, number>(
    world.plan.users.map(({ id }, at) => [id, order[at] ?? 0]),
  );
  const [before, after] = [shuffled(ops, null), shuffled(ops, ranks)];
  const names = new Map<Op, string>();
  for (const op of [...before, ...after]) {
    const { index: _index, ...rest } = op;
    names.set(op, JSON.stringify(rest));
  }
  return { before: told(world.header, before, names), after: told(world.header, after, names) };
}

test(
  "in whatever order users take their turns, the same is found of a right server",
  () => {
    fc.assert(
      fc.property(scripts, turns, (script, order) => {
        const found = inBothOrders(script, order);
        expect(found.after).toEqual(found.before);
      }),
      tries(40),
    );
  },
  WHILE,
);

test(
  "and what is found of a fault is the same",
  () => {
    fc.assert(
      fc.property(scripts, places, turns, faults, (script, place, order, fault) => {
        const found = inBothOrders(fitted(fault, script, place), order, { fault, place });
        expect(found.after).toEqual(found.before);
        expect(found.before).not.toEqual([]);
      }),
      tries(80),
    );
  },
  WHILE,
);
