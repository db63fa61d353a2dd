import { Buffer } from "node:buffer";
import { expect } from "vitest";
import { createJudge } from "../../checkers/judge.ts";
import type { Part } from "../../checkers/parts/part.ts";
import { peakOf } from "../../checkers/parts/steps.ts";
import { decodeOp, encodeLine } from "../../history/codec.ts";
import type { HistoryHeader } from "../../history/header.ts";
import type { Op } from "../../history/op.ts";
import type { Slice } from "../../history/slice.ts";
import { sliceReader } from "../../recorder/slice-reader.ts";
import { judgePlainly } from "../../run/judging/plain/judge-plainly.ts";
import type { Script } from "./script.ts";
import { sliced } from "./sliced.ts";

/** What a run of one event after the other needs, each by itself. */
export const PLAIN: readonly ((script: Script) => Script)[] = [
  (script) => ({ ...script, terms: { ...script.terms, contract: "five-events" } }),
  (script) => ({ ...script, terms: { ...script.terms, echo: "required" } }),
  (script) => ({ ...script, terms: { ...script.terms, broadcasts: false } }),
  (script) => ({ ...script, crowd: { ...script.crowd, tabs: 1 } }),
  (script) => ({ ...script, crowd: { ...script.crowd, probes: [] } }),
  (script) => ({ ...script, speech: { ...script.speech, callIds: true, batches: false } }),
  (script) => ({ ...script, noise: script.noise.filter(({ kind }) => kind.includes("ping")) }),
  (script) => ({ ...script, refused: [], drains: false }),
  (script) => ({
    ...script,
    answers: script.answers.map((answer) => ({ ...answer, fate: "complete", echo: 7 })),
  }),
];

/** Cut out of the record of all, or recorded by a worker for itself. */
export interface Cut {
  readonly slice: Slice;
  readonly apart: boolean;
}

/** The bytes, so many at once, in one room: as whoever reads a file hands them on. */
export async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  const room = Buffer.alloc(size);
  for (let from = 0; from < bytes.length; from += size) {
    yield room.subarray(0, bytes.copy(room, 0, from, from + size));
  }
}

/** A record as it stands in a file. */
export interface Written {
  readonly header: HistoryHeader;
  readonly lines: readonly string[];
  /** Null: it is judged as it is. */
  readonly slice: Slice | null;
}

export function written(header: HistoryHeader, ops: readonly Op[], { slice, apart }: Cut): Written {
  const mine = apart ? sliced(header, ops, slice.count)[slice.index] : undefined;
  const its = mine ?? { header, ops };
  return {
    header: its.header,
    lines: [its.header, ...its.ops].map((one) => encodeLine(one)),
    slice: apart ? null : slice,
  };
}

/** By a judge who is told of each op; null: a line cannot be read. */
export function byOps({ header, lines, slice }: Written): Part | null {
  const judge = slice ? createJudge({ ...header, slice }, { cut: true }) : createJudge(header);
  const read = slice ? sliceReader(header, slice).read : decodeOp;
  for (const [at, line] of lines.entries()) {
    if (at === 0) continue;
    const op = read(line, at + 1);
    if (op?.type === "damaged") return null;
    if (op !== null) judge.push(op);
  }
  return judge.finishPart();
}

/** What parts are put together by. */
function told({ tallies, envelope, runs, ...part }: Part) {
  const { peakRuns: _, ...counts } = envelope;
  return {
    ...part,
    counts,
    runs,
    peak: peakOf(runs),
    tallies: [...tallies].map(([name, { trials, evaluated, unknown, notes = [], voids = [] }]) => {
      return { name, trials, evaluated, unknown, notes: notes.toSorted(), voids: voids.toSorted() };
    }),
  };
}

/** Where the short way is gone it tells just what the long one does. Whether it was gone. */
export async function expectSame(record: Written, size = 1_000): Promise<boolean> {
  const bytes = Buffer.from(record.lines.map((line) => `${line}\n`).join(""));
  const plain = await judgePlainly(inChunks(bytes, size), record.header, record.slice);
  if (plain === null) return false;
  const part = byOps(record);
  expect(part && told(part)).toEqual(told(plain));
  return true;
}
