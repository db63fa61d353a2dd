import { joinParts } from "../../checkers/parts/join.ts";
import type { Part } from "../../checkers/parts/part.ts";
import type { HistoryHeader } from "../../history/header.ts";
import type { StoredHistory } from "../../recorder/history-reader.ts";
import type { Judgement } from "../../verdict/judgement.ts";
import { judgeSlices, type SliceSource } from "./judge-slices.ts";
import { lengthOf, mostThreads, SliceThreads, WORTHWHILE } from "./slice-threads.ts";

interface SlicesOptions {
  /** As many as there are cores by default; 8 at most. */
  readonly threads?: number;
  /** Bytes of a history below which a second thread starts for longer than it helps. */
  readonly worthwhile?: number;
  /** Threads that were started beforehand; they are their owner's to end. */
  readonly ready?: SliceThreads | null;
}

/**
 * Judges a stored history as several workers would have judged it while they recorded it, each its slice of the users:
 * the slices that it was recorded in, or as many as there are cores, each in a thread where it is long.
 *
 * Null: it is one slice and short, not all of it is there, or something in it is to be told (a finding, a doubt, a line
 * that cannot be read), for which one judge must see everything.
 */
export async function judgeInSlices(
  history: StoredHistory,
  { threads, worthwhile = WORTHWHILE, ready = null }: SlicesOptions = {},
): Promise<Judgement | null> {
  const { header, lost } = history;
  const whole = header.slice === undefined && header.history === undefined && lost.size === 0;
  if (!whole || !isOfOneKind(history)) return null;
  const isLong = lengthOf(history.paths) >= worthwhile;
  const jobs = jobsFor(history, isLong ? mostThreads(threads) : 1);
  const parts = await partsOf(jobs, ready);
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

/** For each thread, this one among them: the files that workers left, or of the only one as many slices as there are threads. */
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
async function partsOf(
  jobs: readonly (readonly SliceSource[])[],
  ready: SliceThreads | null,
): Promise<readonly Part[] | null> {
  const [only, another] = jobs;
  if (only === undefined) return null;
  try {
    if (another !== undefined) return await judgeApart(jobs, ready);
    // Whoever judges the only slice sees everything: then nothing is gained.
    return only.length === 1 ? null : await judgeSlices(only);
  } catch {
    return null;
  }
}

/** The first here, each of the others in a thread. @throws Error as soon as one of them tells nothing */
async function judgeApart(
  [first = [], ...others]: readonly (readonly SliceSource[])[],
  ready: SliceThreads | null,
): Promise<readonly Part[]> {
  const threads =
    ready !== null && ready.count >= others.length ? ready : new SliceThreads(others.length);
  const needed = new AbortController();
  const answers = [judgeSlices(first, { signal: needed.signal }), ...threads.judge(others)];
  try {
    const parts = await Promise.all(answers.map(async (answer) => told(await answer)));
    return parts.flat();
  } finally {
    needed.abort();
    if (threads !== ready) threads[Symbol.dispose]();
  }
}

function told(parts: readonly Part[] | null): readonly Part[] {
  if (parts === null) throw new Error("one judge must see everything");
  return parts;
}
