import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { CheckerFactory } from "../checkers/checker.ts";
import { joinParts } from "../checkers/parts/join.ts";
import { encodeLine } from "../history/codec.ts";
import type { Op } from "../history/op.ts";
import { execute } from "../properties/testing/execution.ts";
import { scripts } from "../properties/testing/scripts.ts";
import { partsOf, sliced, type SlicedHistory } from "../properties/testing/sliced.ts";
import { worldOf } from "../properties/testing/world.ts";
import { partName } from "../recorder/history-parts.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { check } from "./check.ts";
import type { Execution } from "./execute.ts";

/** A worker that stood still: what it stamped then proves no lateness, and what others stamped does. */
function stalled(ops: readonly Op[]): readonly Op[] {
  return ops.map((op): Op => (op.type === "tick" ? { ...op, lag: 60_000 } : op));
}

function areBothBusy(slices: readonly SlicedHistory[]): boolean {
  return slices.every(
    ({ header, ops }) =>
      header.claims.deadline === "claimed" && ops.some(({ type }) => type === "send"),
  );
}

function isClear(slices: readonly SlicedHistory[]): boolean {
  const [first] = slices;
  return first !== undefined && joinParts(first.header, partsOf(slices)).unclear === null;
}

function same(ops: readonly Op[]): readonly Op[] {
  return ops;
}

function written(slices: readonly SlicedHistory[], firstAs = same): string {
  const folder = temporaryFolder();
  for (const [index, slice] of slices.entries()) {
    const ops = index === 0 ? firstAs(slice.ops) : slice.ops;
    const lines = [slice.header, ...ops].map((line) => `${encodeLine(line)}\n`);
    writeFileSync(join(folder, partName({ index, count: 2 })), lines.join(""));
  }
  return folder;
}

/** Records of two workers that the sum of their parts tells. */
const RECORDS = fc
  .sample(scripts, { numRuns: 150, seed: 7 })
  .map((script) => sliced(worldOf(script).header, execute(worldOf(script)).ops, 2))
  .filter((two) => areBothBusy(two) && isClear(two));

test("a record of several workers is judged the same with a picture and without", async () => {
  expect(RECORDS.length).toBeGreaterThan(3);
  for (const record of RECORDS) {
    const folder = written(record, stalled);
    const plain = await check(folder);
    const drawn = await check(folder, {}, { drawn: true });
    expect(drawn.verdict).toEqual(plain.verdict);
    expect(plain.recording).toBeNull();
    expect(drawn.recording).not.toBeNull();
  }
});

/** Finds fault with every record: a checker that only a config brings. */
const never: CheckerFactory = function never({ report }) {
  return {
    guarantee: "content",
    finish() {
      const nowhere = { user: null, victim: null, run: null, event: null, ops: [] };
      report({ ...nowhere, guarantee: "content", kind: "never", message: "it is never right" });
    },
    tally: () => ({ trials: 1, evaluated: 1, unknown: null }),
  };
};

function kindsOf({ verdict }: Execution): readonly string[] {
  return verdict.findings.map(({ kind }) => kind);
}

test("a checker of the config is asked, of a record that the sum of its parts would tell, too", async () => {
  const [record] = RECORDS as [(typeof RECORDS)[number]];
  const folder = written(record);
  expect(kindsOf(await check(folder))).toEqual([]);
  expect(kindsOf(await check(folder, { checkers: [never] }))).toEqual(["never"]);
});
