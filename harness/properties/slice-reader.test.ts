import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { encodeLine } from "../history/codec.ts";
import type { HistoryHeader } from "../history/header.ts";
import type { Op } from "../history/op.ts";
import type { Slice } from "../history/slice.ts";
import { opBatches } from "../recorder/op-batches.ts";
import { sliceReader } from "../recorder/slice-reader.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { tries, WHILE } from "./testing/amount.ts";
import { execute } from "./testing/execution.ts";
import type { Fault, Place } from "./testing/fault.ts";
import { FAULTS } from "./testing/faults/catalogue.ts";
import { fitted } from "./testing/fit.ts";
import { places } from "./testing/places.ts";
import type { Script } from "./testing/script.ts";
import { scripts } from "./testing/scripts.ts";
import { sliced } from "./testing/sliced.ts";
import { worldOf } from "./testing/world.ts";

function temporaryFile(): string {
  const folder = temporaryFolder();
  return join(folder, "history.ndjson");
}

function write(path: string, header: HistoryHeader, ops: readonly Op[]): void {
  writeFileSync(path, [header, ...ops].map((line) => `${encodeLine(line)}\n`).join(""));
}

async function read(path: string, header: HistoryHeader, slice: Slice) {
  const ops: Op[] = [];
  for await (const batch of opBatches(path, sliceReader(header, slice).read)) ops.push(...batch);
  return ops;
}

/** What came of a script, with a fault in it or without. */
function executed(script: Script, place: Place, fault: Fault | null) {
  const { header } = worldOf(script);
  const { ops } = fault
    ? execute(worldOf(fitted(fault, script, place)), [], { fault, place })
    : execute(worldOf(script));
  return { header, ops };
}

/** A worker numbers and counts its own ops. */
function unnumbered(op: Op): object {
  return { ...op, index: 0, ...(op.type === "end" && { ops: 0, connections: 0 }) };
}

const faults = fc.option(fc.constantFrom(...FAULTS));
const counts = fc.integer({ min: 2, max: 4 });

test(
  "a slice of a record is what its worker would have written, whatever went wrong",
  async () => {
    const path = temporaryFile();
    await fc.assert(
      fc.asyncProperty(scripts, places, faults, counts, async (script, place, fault, count) => {
        const { header, ops } = executed(script, place, fault);
        write(path, header, ops);
        for (const [index, slice] of sliced(header, ops, count).entries()) {
          const own = await read(path, header, { index, count });
          expect(own.map(unnumbered)).toEqual(slice.ops.map(unnumbered));
          expect(own).toEqual(own.map((op) => ops[op.index]));
        }
      }),
      tries(60),
    );
  },
  WHILE,
);

/** What is said of a record that is not as it was written. */
async function said(
  harm: (ops: readonly Op[]) => readonly Op[],
  scribble: (line: string) => string = (line) => line,
): Promise<readonly string[]> {
  const [script] = fc.sample(scripts, { numRuns: 1, seed: 7 });
  if (script === undefined) throw new Error("no script");
  const { header } = worldOf(script);
  const path = temporaryFile();
  write(path, header, harm(execute(worldOf(script)).ops));
  const lines = readFileSync(path, "utf8").split("\n");
  writeFileSync(path, lines.map(scribble).join("\n"));
  const slices = [0, 1].map(async (index) => {
    const outcome = await read(path, header, { index, count: 2 }).then(() => "read", String);
    return outcome.replaceAll(/\d+/g, "N");
  });
  return await Promise.all(slices);
}

test("an op that is missing is told in every slice, whoever it was of", async () => {
  const gone = "Error: line N: op N should stand here";
  expect(await said((ops) => ops.toSpliced(20, 1))).toEqual([gone, gone]);
});

test("an op that names another connection at its end than at its beginning is told", async () => {
  const answers = await said(
    (ops) => ops,
    (line) =>
      line.includes('"type":"event"')
        ? line.replace(/"connection":(\d+)/, '"connection":$1e1')
        : line,
  );
  expect(answers).toContain("Error: line N: op N is not where its user's are");
});

test("so is one that says so a second time, and one that numbers itself twice", async () => {
  let other: string | null = null;
  const somebodyElses = (line: string): string => {
    if (!line.includes('"type":"event"')) return line;
    const [, connection = "", user = ""] =
      /"connection":(\d+),"user":("[^"]*"|null)/.exec(line) ?? [];
    other ??= `"connection":${connection},"user":${user}`;
    return `${line.slice(0, -1)},${other}}`;
  };
  const odd = "Error: line N: op N is not where its user's are";
  expect(await said((ops) => ops, somebodyElses)).toContain(odd);
  const answers = await said(
    (ops) => ops,
    (line) => (line.includes('"type":"tick"') ? `${line.slice(0, -1)},"index":7}` : line),
  );
  expect(answers).toEqual([odd, odd]);
});

test("an end that does not count right is told", async () => {
  const wrong = "Error: line N: N ops were recorded, and N are here";
  const answers = await said((ops) =>
    ops.map((op) => (op.type === "end" ? { ...op, ops: op.ops - 1 } : op)),
  );
  expect(answers).toEqual([wrong, wrong]);
});

test("an op that names another user than its connection is told", async () => {
  const answers = await said((ops) => {
    const users = [...new Set(ops.flatMap((op) => (op.type === "open" ? (op.user ?? []) : [])))];
    return ops.map((op) => {
      if (op.type !== "event") return op;
      const at = users.indexOf(op.user ?? "");
      return { ...op, user: users[(at + 1) % users.length] ?? null };
    });
  });
  expect(answers).toContain("Error: line N: op N is not where its user's are");
});
