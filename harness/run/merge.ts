import { copyFile, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { joinParts } from "../checkers/parts/join.ts";
import { mergeParts, type Part } from "../checkers/parts/part.ts";
import { HarnessError } from "../errors/harness-error.ts";
import type { HistoryHeader } from "../history/header.ts";
import { isIn, sliceWords } from "../history/slice.ts";
import { openHistory } from "../recorder/history-reader.ts";
import { partsIn } from "../recorder/history-parts.ts";
import { decide } from "../verdict/decide.ts";
import type { Config } from "./config.ts";
import { collectEvidence, wantedOps } from "./evidence.ts";
import type { Execution } from "./execute.ts";
import { contractOf } from "./from-data.ts";
import { drawRecord, judgeRecord } from "./judge-record.ts";
import { decodePart, encodePart, type PartFile } from "./pool/part-file.ts";
import { publish } from "./publish.ts";
import { checkCommand } from "./replay.ts";
import { prepareRunDirectory, type RunDirectory } from "./run-directory.ts";

export interface MergeOptions {
  readonly out: string;
  /** The config of the execution, for what no history carries: payload schemas, own checkers. */
  readonly config?: Pick<Config, "contract" | "checkers">;
}

/**
 * One verdict from the output folders of shards, in whatever order, and of merged ones. What a shard lacks is
 * unknown. The histories are copied, so that the folder can be judged again by itself.
 *
 * @throws HarnessError `file-missing` and `not-a-history` when a folder holds no part, `bad-usage` when the parts
 *   are of several executions or one is named twice, `unwritable-output`, `disk-full`
 */
export async function merge(
  folders: readonly string[],
  { out, config = {} }: MergeOptions,
): Promise<Execution> {
  const files = await Promise.all(folders.map(readPart));
  const [first] = files;
  if (first === undefined) throw new HarnessError("bad-usage", "No folder is named to merge.");
  expectOneExecution(files, folders);
  const header = headerOf(files);
  const parts = files.map(({ part }) => part);
  const directory = await prepareRunDirectory({ out, beneath: null });
  const [part, ...others] = parts as [Part, ...Part[]];
  directory.write("part", encodePart({ header, part: others.reduce(mergeParts, part) }));
  const recorded = await copyHistories(folders, directory);
  const contract = contractOf(config);
  const joined = joinParts(header, parts);
  const history = recorded ? await openHistory(directory.path) : null;
  const isExact = joined.unclear === null || history === null;
  const { judgement, drawing } =
    history !== null && !isExact
      ? await judgeRecord(history, {
          ...(contract && { schemas: contract.schemas }),
          own: config.checkers ?? [],
        })
      : {
          judgement: withLost(joined, header, part.count),
          drawing: history && (await drawRecord(history)),
        };
  const verdict = decide(judgement, header, { replay: checkCommand(out) });
  const wanted = wantedOps(verdict.findings);
  const evidence = history === null ? new Map() : await collectEvidence(history.ops(), wanted);
  const recording = drawing?.finish(evidence) ?? null;
  return {
    verdict: publish(directory, verdict, evidence, recording),
    evidence,
    recording,
    directory: directory.path,
  };
}

async function readPart(folder: string): Promise<PartFile> {
  const path = join(folder, "part.json");
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new HarnessError("file-missing", `There is no ${path}.`, {
      hint: "Name the output folders of executions that ran with --shard.",
      cause: error,
    });
  }
  return decodePart(text, path);
}

function expectOneExecution(files: readonly PartFile[], folders: readonly string[]): void {
  const [first] = files;
  const seen = new Map<number, string>();
  for (const [at, { header, part }] of files.entries()) {
    const folder = folders[at] ?? "";
    const odd = first && differenceOf(first, { header, part });
    if (odd) {
      throw new HarnessError(
        "bad-usage",
        `${folder} is of another execution than ${folders[0]}: ${odd}.`,
        {
          hint: "Merge the shards of one execution: the same --seed, --nonce, config, version and --workers.",
        },
      );
    }
    for (const index of part.slices) {
      const other = seen.get(index);
      if (other !== undefined) {
        const slice = sliceWords({ index, count: part.count });
        throw new HarnessError("bad-usage", `${other} and ${folder} both hold part ${slice}.`, {
          hint: "Name each shard once.",
        });
      }
      seen.set(index, folder);
    }
  }
}

/** What two parts do not have in common though they must; null: nothing. */
function differenceOf(one: PartFile, other: PartFile): string | null {
  const [a, b] = [one.header, other.header];
  if (a.seed !== b.seed) return "another seed";
  if (a.nonce !== b.nonce) return "another nonce";
  if (a.config !== b.config) return "another config";
  if (a.version !== b.version) return `Quintet ${b.version} in place of ${a.version}`;
  return one.part.count === other.part.count ? null : "another number of workers or shards";
}

/** Of the whole crowd, from the moment at which the first machine began. */
function headerOf(files: readonly PartFile[]): HistoryHeader {
  const [{ header }] = files as [PartFile, ...PartFile[]];
  const { slice: _slice, shard: _shard, ...whole } = header;
  return { ...whole, epoch: Math.min(...files.map((file) => file.header.epoch)) };
}

/** Users of parts that are not there are lost, by name. */
function withLost(
  { judgement, missing }: ReturnType<typeof joinParts>,
  { plan }: HistoryHeader,
  count: number,
) {
  const users = new Map(judgement.damage.users);
  for (const index of missing) {
    const slice = { index, count };
    for (const [ordinal, { id }] of plan.users.entries()) {
      if (isIn(slice, ordinal))
        users.set(id, `part ${sliceWords(slice)} of the crowd is not there`);
    }
  }
  return { ...judgement, damage: { ...judgement.damage, users } };
}

/** @returns whether every folder had its histories */
async function copyHistories(
  folders: readonly string[],
  directory: RunDirectory,
): Promise<boolean> {
  let complete = true;
  for (const folder of folders) {
    const parts = await partsIn(folder);
    if (parts.length === 0) complete = false;
    for (const part of parts) {
      try {
        await copyFile(part, join(directory.path, basename(part)));
      } catch (error) {
        throw new HarnessError("disk-full", `${part} could not be copied: ${String(error)}`, {
          cause: error,
        });
      }
    }
  }
  return complete;
}
