import { copyFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { type Joined, joinParts } from "../checkers/parts/join.ts";
import { mergeParts, type Part } from "../checkers/parts/part.ts";
import { shiftPart } from "../checkers/parts/shift.ts";
import { HarnessError } from "../errors/harness-error.ts";
import type { HistoryHeader } from "../history/header.ts";
import { PARTIAL_WORDS } from "../history/mode.ts";
import { partName, unpackedName } from "../recorder/history-parts.ts";
import { openHistory, type StoredHistory } from "../recorder/history-reader.ts";
import { decide } from "../verdict/decide.ts";
import type { Config } from "./config.ts";
import { collectEvidence, type Evidence, wantedOps } from "./evidence.ts";
import type { Execution } from "./execute.ts";
import { contractOf } from "./from-data.ts";
import { lostOf, withDoubt } from "./parts-in-doubt.ts";
import { drawRecord, type Judged, judgeRecord } from "./judging/judge-record.ts";
import { encodePart, type PartFile } from "./pool/part-file.ts";
import { publish } from "./publish.ts";
import { checkCommand } from "./replay.ts";
import type { RunDirectory } from "./run-directory.ts";
import { readShards, type ShardFolder } from "./shard-folders.ts";
import { openStage } from "./stage.ts";
import { unlessStopped } from "./stopper.ts";

type OwnCode = Pick<Config, "contract" | "checkers">;

export interface MergeOptions {
  readonly out: string;
  /** The config of the execution, for what no history carries: payload schemas, own checkers. */
  readonly config?: OwnCode;
  /** Aborting it ends the merge with its reason; the output folder is as it was then. */
  readonly signal?: AbortSignal;
}

/**
 * One verdict from the output folders of shards, in whatever order, and of merged ones. What a shard lacks is
 * unknown. The histories are copied, so that the folder can be judged again by itself. Whatever goes wrong, the output
 * folder holds all that is made, or what it held before.
 *
 * @throws HarnessError as `readShards` does, and `unwritable-output`, `disk-full`
 */
export async function merge(
  folders: readonly string[],
  { out, config = {}, signal = new AbortController().signal }: MergeOptions,
): Promise<Execution> {
  const shards = await readShards(folders, out);
  await using stage = await openStage(out);
  const merged = await unlessStopped(
    { signal },
    mergeInto(stage.directory, shards, { out, config }),
  );
  await stage.settle();
  return { ...merged, directory: resolve(out) };
}

async function mergeInto(
  directory: RunDirectory,
  shards: readonly ShardFolder[],
  { out, config }: Required<Pick<MergeOptions, "out" | "config">>,
): Promise<Execution> {
  const { header, parts } = onOneClock(shards.flatMap(({ file }) => file ?? []));
  const [part, ...others] = parts as [Part, ...Part[]];
  directory.write("part", encodePart({ header, part: others.reduce(mergeParts, part) }));
  const joined = joinParts(header, parts);
  const history = (await copyHistories(shards, directory))
    ? await openWhole(directory.path, header, shards, part.count)
    : null;
  const whole = header.history === undefined ? history : null;
  const { judgement, drawing } = await judgeShards(joined, header, {
    history: whole,
    parts,
    config,
  });
  const verdict = decide(judgement, header, { replay: checkCommand(out) });
  const wanted = wantedOps(verdict.findings);
  const evidence: Evidence =
    history === null ? new Map() : await collectEvidence(history.ops(), wanted);
  const recording = drawing?.finish(evidence) ?? null;
  return {
    verdict: publish(directory, verdict, evidence, recording),
    evidence,
    recording,
    directory: directory.path,
  };
}

/** Of the whole crowd, all times from the moment at which the first machine began. */
function onOneClock(files: readonly PartFile[]): PartFileOfAll {
  const [{ header }] = files as [PartFile, ...PartFile[]];
  const { slice: _slice, shard: _shard, ...whole } = header;
  const epoch = Math.min(...files.map((file) => file.header.epoch));
  return {
    header: { ...whole, epoch },
    parts: files.map((file) => shiftPart(file.part, file.header.epoch - epoch)),
  };
}

interface PartFileOfAll {
  readonly header: HistoryHeader;
  readonly parts: readonly Part[];
}

interface Known {
  /** Null: not every machine left its records, or they are not whole. */
  readonly history: StoredHistory | null;
  readonly parts: readonly Part[];
  readonly config: OwnCode;
}

async function judgeShards(
  joined: Joined,
  header: HistoryHeader,
  { history, parts, config }: Known,
): Promise<Judged> {
  if (history === null) {
    const [part] = parts;
    const why =
      header.history === undefined
        ? "not every shard left its record"
        : PARTIAL_WORDS[header.history];
    return { judgement: withDoubt(joined, header, part?.count ?? 1, why), drawing: null };
  }
  if (joined.unclear === null && history.lost.size === 0) {
    return { judgement: joined.judgement, drawing: await drawRecord(history) };
  }
  const contract = contractOf(config);
  return await judgeRecord(history, {
    ...(contract && { schemas: contract.schemas }),
    own: config.checkers ?? [],
  });
}

/** The record of the whole crowd, though perhaps of one machine only: whose slice left none is lost. */
async function openWhole(
  path: string,
  header: HistoryHeader,
  shards: readonly ShardFolder[],
  count: number,
): Promise<StoredHistory> {
  const history = await openHistory(path);
  const { slice: _slice, shard: _shard, ...whole } = history.header;
  const names = new Set(
    shards.flatMap(({ histories }) => histories.map((one) => unpackedName(basename(one)))),
  );
  const gone = Array.from({ length: count }, (_, index) => ({ index, count })).filter(
    (slice) => !names.has(partName(slice)),
  );
  const lost = new Map([...history.lost, ...lostOf(header, gone, "left no record")]);
  return { ...history, header: whole, lost };
}

/** @returns whether every folder had the histories of its part */
async function copyHistories(
  shards: readonly ShardFolder[],
  directory: RunDirectory,
): Promise<boolean> {
  let complete = true;
  for (const { file, histories } of shards) {
    if (histories.length < (file?.part.slices.length ?? 1)) complete = false;
    for (const path of histories) {
      try {
        await copyFile(path, join(directory.path, basename(path)));
      } catch (error) {
        throw new HarnessError("disk-full", `${path} could not be copied: ${String(error)}`, {
          cause: error,
        });
      }
    }
  }
  return complete;
}
