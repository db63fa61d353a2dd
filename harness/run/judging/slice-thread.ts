// A thread that judges slices of a stored history, until something in them needs to be told.
import { parentPort, workerData } from "node:worker_threads";
import { createJudge } from "../../checkers/judge.ts";
import type { Part } from "../../checkers/parts/part.ts";
import { shiftPart } from "../../checkers/parts/shift.ts";
import { openHistory } from "../../recorder/history-reader.ts";
import { opBatches } from "../../recorder/op-batches.ts";
import { sliceReader } from "../../recorder/slice-reader.ts";
import type { SliceAnswer, SliceJob, SliceSource } from "./slice-job.ts";

const answer = await judgeAll(workerData as SliceJob);
parentPort?.postMessage(
  answer,
  (answer ?? []).map(({ ids }) => ids.buffer as ArrayBuffer),
);

async function judgeAll(job: SliceJob): Promise<SliceAnswer> {
  const parts: Part[] = [];
  for (const source of job) {
    const part = await judgeOne(source);
    if (part === null) return null;
    parts.push(part);
  }
  return parts;
}

async function judgeOne({ path, slice, later }: SliceSource): Promise<Part | null> {
  const [stored] = (await openHistory(path)).parts;
  if (stored === undefined) return null;
  const { header } = stored;
  const judge = createJudge(slice === null ? header : { ...header, slice });
  const batches = slice === null ? opBatches(path) : opBatches(path, sliceReader(header, slice));
  for await (const ops of batches) {
    for (const op of ops) judge.push(op);
    if (judge.seen() > 0) return null;
  }
  return shiftPart(judge.finishPart(), later);
}
