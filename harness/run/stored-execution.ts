import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { createLaneData } from "../../reports/html/lanes/lane-data.ts";
import { plural } from "../../reports/figures.ts";
import { HarnessError } from "../errors/harness-error.ts";
import { systemCode } from "../errors/network-codes.ts";
import type { DamagedLine } from "../history/codec.ts";
import type { Op } from "../history/op.ts";
import { openHistory, type StoredHistory } from "../recorder/history-reader.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { check } from "./check.ts";
import { collectEvidence, wantedOps } from "./evidence.ts";
import type { Execution } from "./execute.ts";
import { storedVerdict } from "./stored-verdict.ts";
import { checkCommand } from "./replay.ts";

export interface StoredExecution extends Execution {
  /** Folder of its files, as an absolute path. */
  readonly directory: string;
  /** There was no verdict, so that the history was judged again. */
  readonly judgedAgain: boolean;
  /** Lines of the history that could not be read, in words; null: none, or nobody looked. */
  readonly damage: string | null;
}

/**
 * An execution as its folder holds it: the verdict as it was given, and what tells it out of the history.
 *
 * The verdict is not given anew: it holds what no history does (the power that was measured, what an earlier
 * verdict was compared with, how often a failure came again, the error, the command), and whoever draws a
 * report must not change an outcome. Where a folder holds a history and no verdict, as after a kill, the
 * history is judged as `check` does it.
 *
 * @param path an output folder, or its history
 * @throws HarnessError `file-missing`, `not-a-history` when nothing is there to tell of, or when verdict and
 *   history are of two executions
 */
export async function storedExecution(path: string): Promise<StoredExecution> {
  const folder = resolve(await folderOf(path));
  const verdict = await storedVerdict(folder);
  if (verdict === null) {
    return {
      ...(await check(path, {}, { drawn: true })),
      directory: folder,
      judgedAgain: true,
      damage: null,
    };
  }
  const stored = { verdict, directory: folder, judgedAgain: false };
  if (verdict.conditions === null || verdict.conditions.history === "off") {
    return { ...stored, evidence: new Map(), recording: null, damage: null };
  }
  const history = await openHistory(path);
  if (history.header.nonce !== verdict.nonce) {
    throw new HarnessError(
      "not-a-history",
      `The verdict and the history in ${path} are of two executions.`,
      { hint: `Judge the history again: ${checkCommand(path)}` },
    );
  }
  return { ...stored, ...(await told(history, verdict)) };
}

async function folderOf(path: string): Promise<string> {
  try {
    return (await stat(path)).isDirectory() ? path : dirname(path);
  } catch (error) {
    const isMissing = systemCode(error) === "ENOENT";
    const words = isMissing
      ? `There is no ${path}.`
      : `${path} cannot be read: ${systemCode(error)}.`;
    throw new HarnessError("file-missing", words, { cause: error });
  }
}

/** What a verdict is told with, in one pass. */
async function told(
  history: StoredHistory,
  verdict: Verdict,
): Promise<Pick<StoredExecution, "evidence" | "recording" | "damage">> {
  const wanted = wantedOps(verdict.findings);
  if (history.header.history !== undefined) {
    // A picture of what was kept would look like one of all that was.
    const evidence = await collectEvidence(history.ops(), wanted);
    return { evidence, recording: null, damage: null };
  }
  const evidence = new Map<number, Op>();
  const lanes = createLaneData(history.header);
  const damaged: DamagedLine[] = [];
  let lines = 0;
  const ops = history.ops((line) => {
    lines += 1;
    if (lines === 1) damaged.push(line);
  });
  for await (const op of ops) {
    if (wanted.has(op.index)) evidence.set(op.index, op);
    lanes.push(op);
  }
  const [first] = damaged;
  return {
    evidence,
    recording: { header: history.header, lanes: lanes.finish(evidence) },
    damage: first
      ? `${plural(lines, "line")} cannot be read, the first line ${first.line}: ${first.reason}`
      : null,
  };
}
