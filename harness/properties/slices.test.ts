import * as fc from "fast-check";
import { expect, test } from "vitest";
import { joinParts } from "../checkers/parts/join.ts";
import { mergeParts, type Part } from "../checkers/parts/part.ts";
import { shiftPart } from "../checkers/parts/shift.ts";
import type { HistoryHeader } from "../history/header.ts";
import { mergeOps } from "../history/merge-ops.ts";
import type { Op } from "../history/op.ts";
import { decide } from "../verdict/decide.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { tries, WHILE } from "./testing/amount.ts";
import { execute, type Injected } from "./testing/execution.ts";
import { FAULTS } from "./testing/faults/catalogue.ts";
import { fitted } from "./testing/fit.ts";
import { judged } from "./testing/judged.ts";
import { places } from "./testing/places.ts";
import type { Script } from "./testing/script.ts";
import { scripts } from "./testing/scripts.ts";
import { partsOf, sliced, type SlicedHistory } from "./testing/sliced.ts";
import { worldOf } from "./testing/world.ts";

/** One event at many users is told of the first who received it, which at one moment the parts decide. */
const faults = fc.constantFrom(...FAULTS.filter(({ id }) => id !== "broadcast-one"));

const count = fc.integer({ min: 2, max: 4 });

interface Told {
  readonly header: HistoryHeader;
  readonly slices: readonly SlicedHistory[];
  readonly parts: readonly Part[];
  /** By one judge of everything. */
  readonly whole: Verdict;
}

function told(script: Script, slices: number, injected?: Injected): Told {
  const { header } = worldOf(script);
  const { ops } = execute(worldOf(script), [], injected);
  const histories = sliced(header, ops, slices);
  return {
    header,
    slices: histories,
    parts: partsOf(histories),
    whole: judged(header, ops),
  };
}

function joined({ header, parts }: Told): { unclear: string | null; verdict: Verdict } {
  const { judgement, unclear } = joinParts(header, parts);
  return { unclear, verdict: decide(judgement, header, { replay: null }) };
}

/** By one judge of the merged record of all slices. */
async function remerged({ header, slices }: Told): Promise<Verdict> {
  const ops: Op[] = [];
  const parts = slices.map((slice) => ({ ops: iterate(slice.ops), offset: 0 }));
  for await (const op of mergeOps(parts)) ops.push(op);
  return judged(header, ops);
}

async function* iterate(ops: readonly Op[]): AsyncGenerator<Op> {
  yield* ops;
}

test(
  "a right server has one verdict, whether one judge saw everything, or several each a slice",
  async () => {
    let clear = 0;
    await fc.assert(
      fc.asyncProperty(scripts, count, async (script, slices) => {
        const all = told(script, slices);
        const { unclear, verdict } = joined(all);
        if (unclear === null) {
          clear += 1;
          expectEqual(verdict, all.whole);
        }
        expectEqual(await remerged(all), all.whole);
      }),
      tries(60),
    );
    // Else all that this shows is that the parts are never enough.
    expect(clear).toBeGreaterThan(0);
  },
  WHILE,
);

test(
  "where one judge of everything has a finding, the parts never say that they are enough",
  async () => {
    await fc.assert(
      fc.asyncProperty(scripts, places, faults, count, async (script, place, fault, slices) => {
        const all = told(fitted(fault, script, place), slices, { fault, place });
        const { unclear, verdict } = joined(all);
        if (unclear === null) expectEqual(verdict, all.whole);
        expect(outcomes(await remerged(all))).toEqual(outcomes(all.whole));
      }),
      tries(120),
    );
  },
  WHILE,
);

/** Of those that are left, which two are put together next: every order and every grouping. */
const joins = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 5, maxLength: 5 });

test(
  "parts are put together in any order and any grouping, whatever went wrong in them",
  () => {
    let found = 0;
    fc.assert(
      fc.property(
        fc.tuple(scripts, places, fc.option(fc.constantFrom(...FAULTS))),
        fc.integer({ min: 3, max: 6 }),
        joins,
        ([script, place, fault], slices, turns) => {
          const { parts } = fault
            ? told(fitted(fault, script, place), slices, { fault, place })
            : told(script, slices);
          const [first, ...others] = parts as [Part, ...Part[]];
          const forwards = others.reduce(mergeParts, first);
          found += forwards.observations.length;
          expect(joinedBy(turns, parts)).toEqual(forwards);
        },
      ),
      tries(120),
    );
    // Else only parts without a finding were put together.
    expect(found).toBeGreaterThan(0);
  },
  WHILE,
);

function joinedBy(turns: readonly (readonly [number, number])[], parts: readonly Part[]): Part {
  const left = [...parts];
  for (const [a, b] of turns) {
    const [one] = left.splice(a % left.length, 1);
    const [other] = left.splice(b % Math.max(1, left.length), 1);
    if (one) left.push(other ? mergeParts(one, other) : one);
  }
  const [whole] = left as [Part];
  return whole;
}

test(
  "on a clock that began earlier a part is what its judge would have said of later times",
  () => {
    fc.assert(
      fc.property(scripts, count, fc.nat(3_600_000), fc.nat(3_600_000), (script, slices, a, b) => {
        const { slices: histories, parts } = told(script, slices);
        const later = partsOf(
          histories.map(({ header, ops }) => ({
            header,
            ops: ops.map((op) => ({ ...op, time: op.time + a + b })),
          })),
        );
        const shifted = parts.map((part) => shiftPart(shiftPart(part, a), b));
        expect(shifted.map(timesIn)).toEqual(later.map((part) => timesIn(shiftPart(part, 0))));
        expect(shifted).toEqual(parts.map((part) => shiftPart(part, a + b)));
      }),
      tries(20),
    );
  },
  WHILE,
);

const timesIn = ({ connections, runs, watched, envelope }: Part) => {
  return { connections, runs, watched, duration: envelope.durationMs };
};

test(
  "a missing part is never a pass",
  () => {
    fc.assert(
      fc.property(scripts, count, fc.nat(), (script, slices, gone) => {
        const { header, parts } = told(script, slices);
        const present = parts.filter((_, at) => at !== gone % slices);
        expect(joinParts(header, present)).toMatchObject({
          unclear: "a part is missing",
          missing: [gone % slices],
        });
      }),
      tries(20),
    );
  },
  WHILE,
);

/**
 * What ends at the very moment at which another begins was over: of one slice its judge knows the order, of several
 * nobody does, so that peaks may differ there.
 */
function expectEqual(verdict: Verdict, whole: Verdict): void {
  const { peakRuns, peakConnections } = verdict.envelope;
  expect(verdict).toEqual({ ...whole, envelope: { ...whole.envelope, peakRuns, peakConnections } });
}

/** Without the numbers of ops, which are others in a merged record. */
function outcomes({ outcome, guarantees, findings }: Verdict) {
  return {
    outcome,
    guarantees: guarantees.map((one) => [one.name, one.outcome, one.findings]),
    findings: findings.map(({ guarantee, kind, user, victim, run, event }) => {
      return { guarantee, kind, user, victim, run, event };
    }),
  };
}
