import { access, constants, readdir, realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { HarnessError } from "../errors/harness-error.ts";
import { sliceWords } from "../history/slice.ts";
import type { HistoryHeader } from "../history/header.ts";
import { partsIn } from "../recorder/history-parts.ts";
import { openHistory } from "../recorder/history-reader.ts";
import { decodePart, type PartFile } from "./pool/part-file.ts";
import { readStored } from "./read-stored.ts";
import { STAGE } from "./run-directory.ts";

const PART = "part.json";

/** What one machine left. */
export interface ShardFolder {
  readonly folder: string;
  /** What it judged; null: it ended before that, and only its histories tell. */
  readonly file: PartFile | null;
  /** Histories of its slices, as paths. */
  readonly histories: readonly string[];
}

/**
 * Reads the output folders of shards. A folder that is none stands for those right beneath it, as a volume that
 * all machines write to.
 *
 * @param out where the merged verdict goes: it must be none of them, and beneath a volume it is passed over
 * @throws HarnessError `file-missing` and `not-a-history` where nothing is found or can be read, `bad-usage` when the parts are of
 *   several executions, or one is there twice
 */
export async function readShards(
  folders: readonly string[],
  out: string,
): Promise<readonly ShardFolder[]> {
  const found = (await Promise.all(folders.map((folder) => look(folder, out)))).flat();
  if (found.every(({ file }) => file === null)) {
    throw new HarnessError("file-missing", `There is no ${PART} in ${folders.join(", ")}.`, {
      hint: HINT,
    });
  }
  expectOneExecution((await Promise.all(found.map(tracesIn))).flat());
  return found;
}

const HINT = "Name the output folders of executions that ran with --shard, or one that holds them.";

async function look(folder: string, out: string): Promise<readonly ShardFolder[]> {
  const shard = await read(folder);
  if (shard !== null) {
    if (!(await isSame(folder, out))) return [shard];
    throw new HarnessError("bad-usage", `${folder} would be replaced by what is made of it.`, {
      hint: "Name another output folder: --out DIR.",
    });
  }
  const beneath: ShardFolder[] = [];
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry);
    const one = (await isSame(path, out)) ? null : await read(path);
    if (one !== null) beneath.push(one);
  }
  if (beneath.length > 0) return beneath;
  throw new HarnessError(
    "file-missing",
    `There is no ${PART} in ${folder}, nor right beneath it.`,
    {
      hint: HINT,
    },
  );
}

/** Null: the folder is of no shard. */
async function read(folder: string): Promise<ShardFolder | null> {
  const path = join(folder, PART);
  const text = await readStored(path);
  const histories = await partsIn(folder).catch(() => []);
  await Promise.all(histories.map(expectReadable));
  if (text === null && histories.length === 0) return null;
  return { folder, file: text === null ? null : decodePart(text, path), histories };
}

/** What cannot be copied is told before anything that stood where the merged one goes is taken away. */
async function expectReadable(path: string): Promise<void> {
  await access(path, constants.R_OK).catch((cause: Error) => {
    throw new HarnessError("file-missing", `${path} cannot be read: ${cause.message}`, { cause });
  });
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const inner = entries
      .filter((entry) => entry.isDirectory() && entry.name !== STAGE)
      .map(({ name }) => name);
    return inner.toSorted();
  } catch (error) {
    throw new HarnessError("file-missing", `The folder ${folder} cannot be read.`, {
      hint: HINT,
      cause: error,
    });
  }
}

async function isSame(one: string, other: string): Promise<boolean> {
  return (await real(one)) === (await real(other));
}

async function real(path: string): Promise<string> {
  return await realpath(path).catch(() => resolve(path));
}

/** What tells of which execution something is. */
interface Trace {
  readonly shard: ShardFolder;
  readonly header: HistoryHeader;
  readonly slices: readonly number[];
  readonly count: number;
}

/** Of the part in a folder, and of each of its histories whose header can be read: they are copied by their names. */
async function tracesIn(shard: ShardFolder): Promise<readonly Trace[]> {
  const { file, histories } = shard;
  const opened = await Promise.all(
    histories.map(async (path) => openHistory(path).catch(() => null)),
  );
  const headers = opened.flatMap((history) => history?.parts.map(({ header }) => header) ?? []);
  return [
    ...(file === null ? [] : [{ shard, header: file.header, ...file.part }]),
    ...headers.flatMap((header) => {
      const { slice = { index: 0, count: 1 } } = header;
      return { shard, header, slices: [slice.index], count: slice.count };
    }),
  ];
}

function expectOneExecution(traces: readonly Trace[]): void {
  const [first] = traces;
  const seen = new Map<number, ShardFolder>();
  for (const trace of traces) {
    const { shard, slices, count } = trace;
    const odd = first && differenceOf(first, trace);
    if (odd) {
      throw new HarnessError(
        "bad-usage",
        `${shard.folder} is of another execution than ${first.shard.folder}: ${odd}.`,
        {
          hint: "Merge the shards of one execution: the same --seed, --nonce, config, accounts, version and --workers.",
        },
      );
    }
    for (const index of slices) {
      const other = seen.get(index);
      if (other !== undefined && other !== shard) {
        const slice = sliceWords({ index, count });
        throw new HarnessError(
          "bad-usage",
          `${other.folder} and ${shard.folder} both hold part ${slice}.`,
          { hint: "Name each shard once." },
        );
      }
      seen.set(index, shard);
    }
  }
}

/** What two traces do not have in common though they must; null: nothing. */
function differenceOf(one: Trace, other: Trace): string | null {
  const [a, b] = [one.header, other.header];
  if (a.seed !== b.seed) return "another seed";
  if (a.nonce !== b.nonce) return "another nonce";
  if (a.config !== b.config) return "another config";
  if (a.version !== b.version) return `Quintet ${b.version} in place of ${a.version}`;
  if (one.count !== other.count) return "another number of workers or shards";
  const users = b.plan.users;
  const differs =
    a.plan.users.length !== users.length || a.plan.users.some(({ id }, at) => id !== users[at]?.id);
  return differs ? "other accounts" : null;
}
