import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { joinParts } from "../../checkers/parts/join.ts";
import type { Part } from "../../checkers/parts/part.ts";
import type { HistoryHeader } from "../../history/header.ts";
import type { StoredHistory } from "../../recorder/history-reader.ts";
import { PACKED } from "../../recorder/history-parts.ts";
import type { Judgement } from "../../verdict/judgement.ts";
import { judgeSlices, type SliceSource } from "./judge-slices.ts";

interface SlicesOptions {
  /** As many as there are cores by default; 8 at most. */
  readonly threads?: number;
  /** Bytes of a history below which a second thread starts for longer than it helps. */
  readonly worthwhile?: number;
}

const WORTHWHILE = 16_000_000;

/** How many times as long a packed history is. */
const PACKING = 8;

/** Threads at most: each of them reads over all lines of a file, and holds the plan. */
const MOST = 8;

/**
 * Judges a stored history as several workers would have judged it while they recorded it, each its slice of the users:
 * the slices that it was recorded in, or as many as there are cores, each in a thread where it is long.
 *
 * Null: it is one slice and short, not all of it is there, or something in it is to be told (a finding, a doubt, a line
 * that cannot be read), for which one judge must see everything.
 */
export async function judgeInSlices(
  history: StoredHistory,
  { threads = availableParallelism(), worthwhile = WORTHWHILE }: SlicesOptions = {},
): Promise<Judgement | null> {
  const { header, lost } = history;
  const whole = header.slice === undefined && header.history === undefined && lost.size === 0;
  if (!whole || !isOfOneKind(history)) return null;
  const isLong = (await lengthOf(history)) >= worthwhile;
  const jobs = jobsFor(history, isLong ? Math.min(threads, MOST) : 1);
  const parts = await partsOf(jobs);
  return parts === null ? null : addUp(header, parts);
}

/** What slices come to; null: their sum is not what one judge would say. */
export function addUp(header: HistoryHeader, parts: readonly Part[]): Judgement | null {
  // Ids that were not kept were not compared.
  if (parts.some(({ beyond }) => beyond > 0)) return null;
  const { judgement, unclear } = joinParts(header, parts);
  return unclear === null ? judgement : null;
}

/** Whether all files were recorded under one plan and one contract, as those of one execution are. */
function isOfOneKind({ parts }: StoredHistory): boolean {
  const kinds = parts.map(({ header: { slice: _slice, shard: _shard, epoch: _epoch, ...kind } }) =>
    JSON.stringify(kind),
  );
  return new Set(kinds).size === 1;
}

async function lengthOf({ paths }: StoredHistory): Promise<number> {
  const lengths = paths.map(async (path) => {
    const { size } = await stat(path);
    return path.endsWith(PACKED) ? size * PACKING : size;
  });
  return (await Promise.all(lengths)).reduce((sum, length) => sum + length, 0);
}

/** For each thread: the files that workers left, or of the only one as many slices as there are threads. */
function jobsFor(
  { header: { epoch }, parts }: StoredHistory,
  threads: number,
): readonly (readonly SliceSource[])[] {
  const count = parts.length === 1 ? threads : 1;
  const sources = parts.flatMap(({ path, header }): SliceSource[] => {
    const later = header.epoch - epoch;
    return Array.from({ length: count }, (_, index) => {
      return { path, slice: count === 1 ? null : { index, count }, later };
    });
  });
  return Array.from({ length: Math.min(threads, sources.length) }, (_, thread) =>
    sources.filter((_source, at) => at % threads === thread),
  );
}

/** Null: there is something to tell, or one of them could not go on; whoever then judges the whole finds out why. */
async function partsOf(jobs: readonly (readonly SliceSource[])[]): Promise<readonly Part[] | null> {
  const [only, another] = jobs;
  if (only === undefined) return null;
  if (another !== undefined) return await judgeApart(jobs);
  // Whoever judges the only slice sees everything: then nothing is gained.
  return only.length === 1 ? null : await judgeSlices(only).catch(() => null);
}

async function judgeApart(
  jobs: readonly (readonly SliceSource[])[],
): Promise<readonly Part[] | null> {
  const workers: Worker[] = [];
  const { promise: failed, resolve: fail } = Promise.withResolvers<null>();
  try {
    for (const job of jobs) workers.push(start(job));
    const answers = workers.map(async (worker) => {
      const parts = await answerOf(worker);
      if (parts === null) fail(null);
      return parts ?? [];
    });
    return await Promise.race([failed, Promise.all(answers).then((all) => all.flat())]);
  } catch {
    // Threads are not to be had.
    return null;
  } finally {
    for (const worker of workers) void worker.terminate();
  }
}

function start(job: readonly SliceSource[]): Worker {
  const file = new URL(`slice-thread${extname(import.meta.filename)}`, import.meta.url);
  return new Worker(file, { workerData: job });
}

async function answerOf(worker: Worker): Promise<readonly Part[] | null> {
  const { promise, resolve } = Promise.withResolvers<readonly Part[] | null>();
  worker.once("message", resolve);
  worker.once("error", () => resolve(null));
  worker.once("exit", () => resolve(null));
  return await promise;
}
