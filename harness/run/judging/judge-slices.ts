import { createJudge } from "../../checkers/judge.ts";
import type { Part } from "../../checkers/parts/part.ts";
import { shiftPart } from "../../checkers/parts/shift.ts";
import type { Slice } from "../../history/slice.ts";
import { historyBytes } from "../../recorder/history-bytes.ts";
import { openHistory } from "../../recorder/history-reader.ts";
import { opBatches } from "../../recorder/op-batches.ts";
import { sliceReader } from "../../recorder/slice-reader.ts";
import { judgePlainly } from "./plain/judge-plainly.ts";

/** A slice of a stored history, and the file that holds it. */
export interface SliceSource {
  readonly path: string;
  /** Null: all that the file holds. */
  readonly slice: Slice | null;
  /** Whole milliseconds by which its clock began after the first of the history. */
  readonly later: number;
}

interface Circumstances {
  /** For a thread that does nothing else. */
  readonly blocking?: boolean;
  /** Nobody needs the answer any more. */
  readonly signal?: AbortSignal;
}

/**
 * Judges slices one after the other. Null: something in them is to be told, for which one judge must see everything.
 *
 * @throws Error where a line cannot be read, or an op is missing; the signal's reason
 */
export async function judgeSlices(
  sources: readonly SliceSource[],
  circumstances: Circumstances = {},
): Promise<readonly Part[] | null> {
  const parts: Part[] = [];
  for (const source of sources) {
    const part = await judgeSlice(source, circumstances);
    if (part === null) return null;
    parts.push(part);
  }
  return parts;
}

async function judgeSlice(
  { path, slice, later }: SliceSource,
  { blocking = false, signal }: Circumstances,
): Promise<Part | null> {
  const [stored] = (await openHistory(path)).parts;
  if (stored === undefined) return null;
  const { header } = stored;
  const plain = await judgePlainly(heeding(historyBytes(path, blocking), signal), header, slice);
  if (plain !== null) return shiftPart(plain, later);
  const judge =
    slice === null ? createJudge(header) : createJudge({ ...header, slice }, { cut: true });
  const batches =
    slice === null ? opBatches(path) : opBatches(path, sliceReader(header, slice).read);
  for await (const ops of heeding(batches, signal)) {
    for (const op of ops) judge.push(op);
    if (judge.seen() > 0) return null;
  }
  return shiftPart(judge.finishPart(), later);
}

async function* heeding<T>(all: AsyncIterable<T>, signal?: AbortSignal): AsyncGenerator<T> {
  for await (const one of all) {
    signal?.throwIfAborted();
    yield one;
  }
}
