import { Buffer } from "node:buffer";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joinParts } from "../../checkers/parts/join.ts";
import { encodeLine } from "../../history/codec.ts";
import type { HistoryHeader } from "../../history/header.ts";
import type { Op } from "../../history/op.ts";
import { execute } from "../../properties/testing/execution.ts";
import type { Script } from "../../properties/testing/script.ts";
import { scripts } from "../../properties/testing/scripts.ts";
import { partsOf, sliced } from "../../properties/testing/sliced.ts";
import { worldOf } from "../../properties/testing/world.ts";
import { HISTORY, partName } from "../../recorder/history-parts.ts";
import { openHistory } from "../../recorder/history-reader.ts";
import { decide } from "../../verdict/decide.ts";
import type { Judgement } from "../../verdict/judgement.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { addUp, judgeInSlices } from "./judge-in-slices.ts";
import { judgeRecord } from "./judge-record.ts";

const ANY = { threads: 3, worthwhile: 0 };

function write(folder: string, name: string, header: HistoryHeader, ops: readonly Op[]): void {
  writeFileSync(
    join(folder, name),
    [header, ...ops].map((line) => `${encodeLine(line)}\n`).join(""),
  );
}

/** Executions of a right server whose slices tell the verdict. */
const CLEAR = fc
  .sample(scripts, { numRuns: 60, seed: 7 })
  .map((script: Script) => ({ header: worldOf(script).header, ops: execute(worldOf(script)).ops }))
  .filter(({ header, ops }) => {
    const slices = [2, 3, 4].map((count) => partsOf(sliced(header, ops, count)));
    return slices.every((parts) => joinParts(header, parts).unclear === null);
  });

function verdictOf(header: HistoryHeader, judgement: Judgement) {
  const { envelope, ...verdict } = decide(judgement, header, { replay: null });
  // Of what happens at one moment in two slices nobody knows the order.
  const { peakRuns: _runs, peakConnections: _connections, ...rest } = envelope;
  return { ...verdict, envelope: rest };
}

describe("a record of a right server", () => {
  test.each([
    ["one file, on three cores", 1, ANY],
    ["a file of each of two workers, on two cores", 2, { ...ANY, threads: 2 }],
    ["a file of each of two workers, on four cores", 2, { ...ANY, threads: 4 }],
    ["a file of each of two workers, on one core", 2, { ...ANY, threads: 1 }],
    ["a file of each of two workers, and short", 2, {}],
  ])("has the verdict that one judge gives it: %s", async (_how, files, options) => {
    expect(CLEAR.length).toBeGreaterThan(1);
    for (const { header, ops } of CLEAR.slice(0, 2)) {
      const folder = temporaryFolder();
      if (files === 1) write(folder, HISTORY, header, ops);
      else {
        for (const [index, slice] of sliced(header, ops, 2).entries()) {
          write(folder, partName({ index, count: 2 }), slice.header, slice.ops);
        }
      }
      const history = await openHistory(folder);
      const judgement = await judgeInSlices(history, options);
      const whole = await judgeRecord(history, {});
      expect(judgement && verdictOf(history.header, judgement)).toEqual(
        verdictOf(history.header, whole.judgement),
      );
    }
  });
});

/** What becomes of a record that the slices can judge, once it is as `harm` leaves it. */
async function judged(
  harm: (ops: readonly Op[]) => readonly Op[],
  more: string | Buffer = "",
  options: Parameters<typeof judgeInSlices>[1] = ANY,
): Promise<Judgement | null> {
  const [{ header, ops }] = CLEAR as [(typeof CLEAR)[number]];
  const folder = temporaryFolder();
  write(folder, HISTORY, header, harm(ops));
  appendFileSync(join(folder, HISTORY), more);
  return await judgeInSlices(await openHistory(folder), options);
}

function same(ops: readonly Op[]): readonly Op[] {
  return ops;
}

function leak(ops: readonly Op[]): readonly Op[] {
  const [first, ...others] = ops.filter((op) => op.type === "event");
  const other = others.find(({ user }) => user !== first?.user);
  return ops.map((op) => (op === other && first ? { ...op, event: first.event } : op));
}

function renumbered(ops: readonly Op[]): readonly Op[] {
  return ops.map((op) => (op.index === 20 ? { ...op, index: 21 } : op));
}

describe("one judge must see everything", () => {
  test("where nothing is wrong the slices are enough", async () => {
    expect(await judged(same)).not.toBeNull();
  });

  test("where an event came to somebody else", async () => {
    expect(await judged(leak)).toBeNull();
  });

  test("where an op is missing", async () => {
    expect(await judged((ops) => ops.toSpliced(20, 1))).toBeNull();
  });

  test("where a line cannot be read", async () => {
    expect(await judged(same, "{\n")).toBeNull();
    expect(await judged(same, Buffer.from([0xff, 0x0a]))).toBeNull();
  });

  test("where a line was written by somebody else: an op under a number that it has not", async () => {
    expect(await judged(renumbered)).toBeNull();
  });

  test("where a slice is not there: its users would be missing, and nobody would miss them", async () => {
    const [{ header, ops }] = CLEAR as [(typeof CLEAR)[number]];
    const slices = sliced(header, ops, 2);
    for (const there of [[0], [1], [0, 1]]) {
      const folder = temporaryFolder();
      for (const index of there) {
        const slice = slices[index];
        if (slice) write(folder, partName({ index, count: 2 }), slice.header, slice.ops);
      }
      const judgement = await judgeInSlices(await openHistory(folder), ANY);
      expect([there, judgement === null]).toEqual([there, there.length === 1]);
    }
  });

  test("where not all ids were kept that were to be compared", () => {
    const [{ header, ops }] = CLEAR as [(typeof CLEAR)[number]];
    const parts = partsOf(sliced(header, ops, 2));
    const forgetful = parts.map((part, at) => (at === 1 ? { ...part, beyond: 1 } : part));
    expect([addUp(header, parts) === null, addUp(header, forgetful) === null]).toEqual([
      false,
      true,
    ]);
  });

  test("where it is one slice and short, or there is one core", async () => {
    expect(await judged(same, "", {})).toBeNull();
    expect(await judged(same, "", { ...ANY, threads: 1 })).toBeNull();
  });
});
