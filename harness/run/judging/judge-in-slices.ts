import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { joinParts } from "../../checkers/parts/join.ts";
import type { Part } from "../../checkers/parts/part.ts";
import { type Slice, sliceWithin } from "../../history/slice.ts";
import type { StoredHistory } from "../../recorder/history-reader.ts";
import { PACKED } from "../../recorder/history-parts.ts";
import type { Judgement } from "../../verdict/judgement.ts";
import type { SliceAnswer, SliceJob, SliceSource } from "./slice-job.ts";

/** Bytes of a history below which a second thread starts for longer than it helps. */
const WORTHWHILE = 16_000_000;

/** How many times as long a packed history is. */
const PACKING = 8;

const ALL: Slice = { index: 0, count: 1 };

/** Threads at most: each of them reads over all lines of a file. */
const MOST = 16;

interface SlicesOptions {
  /** As many as there are cores by default. */
  readonly threads?: number;
  /** Bytes from which on it is done at all. */
  readonly worthwhile?: number;
}

/**
 * Judges a stored history on all cores, each with a slice of the users, where that is worth its while.
 *
 * Null: it is small, not all of it is there, or something in it is to be told (a finding, a doubt, a line that
 * cannot be read), for which one judge must see everything.
 */
export async function judgeInSlices(
  history: StoredHistory,
  { threads = availableParallelism(), worthwhile = WORTHWHILE }: SlicesOptions = {},
): Promise<Judgement | null> {
  const { header, lost } = history;
  const whole = header.slice === undefined && header.history === undefined && lost.size === 0;
  if (!whole || threads < 2 || (await lengthOf(history)) < worthwhile) return null;
  const parts = await judgeApart(jobsFor(history, Math.min(threads, MOST)));
  if (parts === null) return null;
  const joined = joinParts(header, parts);
  return joined.unclear === null ? joined.judgement : null;
}

async function lengthOf({ paths }: StoredHistory): Promise<number> {
  const lengths = paths.map(async (path) => {
    const { size } = await stat(path);
    return path.endsWith(PACKED) ? size * PACKING : size;
  });
  return (await Promise.all(lengths)).reduce((sum, length) => sum + length, 0);
}

/** Each file once where there are enough of them, else in as many slices as it takes. */
function jobsFor(
  { header: { epoch }, parts }: StoredHistory,
  threads: number,
): readonly SliceJob[] {
  const count = Math.ceil(threads / parts.length);
  const sources = parts.flatMap(({ path, header }): SliceSource[] => {
    const { slice = ALL } = header;
    const later = header.epoch - epoch;
    return Array.from({ length: count }, (_, index) => {
      return { path, slice: count === 1 ? null : sliceWithin(slice, { index, count }), later };
    });
  });
  return Array.from({ length: Math.min(threads, sources.length) }, (_, thread) =>
    sources.filter((_source, at) => at % threads === thread),
  );
}

/** Null: one of the threads found that there is something to tell, or could not go on. */
async function judgeApart(jobs: readonly SliceJob[]): Promise<readonly Part[] | null> {
  const workers = jobs.map(start);
  const { promise, resolve } = Promise.withResolvers<null>();
  const answers = workers.map(async (worker) => {
    const parts = await answerOf(worker);
    if (parts === null) resolve(null);
    return parts ?? [];
  });
  try {
    return await Promise.race([promise, Promise.all(answers).then((all) => all.flat())]);
  } finally {
    for (const worker of workers) void worker.terminate();
  }
}

function start(job: SliceJob): Worker {
  const file = new URL(`slice-thread${extname(import.meta.filename)}`, import.meta.url);
  return new Worker(file, { workerData: job });
}

/** A thread that breaks down has told nothing: whoever then judges the whole finds out why. */
async function answerOf(worker: Worker): Promise<SliceAnswer> {
  const { promise, resolve } = Promise.withResolvers<SliceAnswer>();
  worker.once("message", resolve);
  worker.once("error", () => resolve(null));
  worker.once("exit", () => resolve(null));
  return await promise;
}
