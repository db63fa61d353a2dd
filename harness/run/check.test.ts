import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
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

function written(slices: readonly SlicedHistory[]): string {
  const folder = temporaryFolder();
  for (const [index, slice] of slices.entries()) {
    const ops = index === 0 ? stalled(slice.ops) : slice.ops;
    const lines = [slice.header, ...ops].map((line) => `${encodeLine(line)}\n`);
    writeFileSync(join(folder, partName({ index, count: 2 })), lines.join(""));
  }
  return folder;
}

test("a record of several workers is judged the same with a picture and without", async () => {
  const records = fc
    .sample(scripts, { numRuns: 150, seed: 7 })
    .map((script) => sliced(worldOf(script).header, execute(worldOf(script)).ops, 2))
    .filter((two) => areBothBusy(two) && isClear(two));
  expect(records.length).toBeGreaterThan(3);
  for (const record of records) {
    const folder = written(record);
    const plain = await check(folder);
    const drawn = await check(folder, {}, true);
    expect(drawn.verdict).toEqual(plain.verdict);
    expect(plain.recording).toBeNull();
    expect(drawn.recording).not.toBeNull();
  }
});
