import * as fc from "fast-check";
import { expect, test } from "vitest";
import { joinParts } from "../checkers/parts/join.ts";
import { mergeParts, type Part } from "../checkers/parts/part.ts";
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

test(
  "parts are put together in any order and any grouping",
  () => {
    fc.assert(
      fc.property(scripts, count, fc.nat(), (script, slices, turn) => {
        const { parts } = told(script, slices);
        const [first, ...others] = parts as [Part, ...Part[]];
        const forwards = others.reduce(mergeParts, first);
        const at = turn % parts.length;
        const [head, ...rest] = [...parts.slice(at), ...parts.slice(0, at)] as [Part, ...Part[]];
        expect(rest.reduceRight((sum, part) => mergeParts(part, sum), head)).toEqual(forwards);
      }),
      tries(30),
    );
  },
  WHILE,
);

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
