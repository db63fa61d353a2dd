import { stat } from "node:fs/promises";
import { join } from "node:path";
import { HarnessError } from "../errors/harness-error.ts";
import { type DamagedLine, decodeHeader, decodeOp } from "../history/codec.ts";
import type { HistoryHeader } from "../history/header.ts";
import { mergeOps } from "../history/merge-ops.ts";
import type { Op } from "../history/op.ts";
import { numberOfAll } from "../history/slice.ts";
import { historyBytes } from "./history-bytes.ts";
import { hasEnd, HISTORY, lostUsers, PACKED, partsIn, shardOf } from "./history-parts.ts";
import { readLines } from "./lines.ts";

/** A history on disk. */
export interface StoredHistory {
  /** The files that hold it: one, or one a slice of the crowd. */
  readonly paths: readonly string[];
  /** Of the whole crowd, or of the only slice that is there. */
  readonly header: HistoryHeader;
  /** Users whose slices are missing or cut short, with the reason. */
  readonly lost: ReadonlyMap<string, string>;
  /**
   * One pass over the ops, in bounded memory; each call is a pass of its own.
   * Damaged lines are skipped and told: the ops after them still prove what they show.
   */
  ops(onDamage?: (line: DamagedLine) => void): AsyncGenerator<Op>;
  /** Each file by itself, under its own header and its own numbers. */
  readonly parts: readonly StoredPart[];
}

/** One file of a history. */
export interface StoredPart extends Pick<StoredHistory, "header" | "ops"> {
  readonly path: string;
}

/**
 * Opens a history: the file, or the output folder that holds it, whole or in slices of the crowd.
 *
 * @throws HarnessError `file-missing`, or `not-a-history` when a first line is no header, or slices are of
 *   several executions
 */
export async function openHistory(path: string): Promise<StoredHistory> {
  const files = await locate(path);
  const [file] = files;
  if (file === undefined || files.length > 1) return await openParts(path, files);
  const header = await readHeader(path, file);
  if (header.slice === undefined) {
    return {
      paths: files,
      header,
      lost: new Map(),
      ops: (onDamage = ignore) => readOps(file, onDamage),
      parts: [partOf(file, header)],
    };
  }
  return await openParts(path, files);
}

async function openParts(path: string, files: readonly string[]): Promise<StoredHistory> {
  // Whoever was killed before a header of his was on disk left no record: his users are lost, and no others.
  const read = await Promise.allSettled(
    files.map(async (file) => ({
      file,
      header: await readHeader(file, file),
      whole: await hasEnd(file),
    })),
  );
  const parts = read.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const failed = read.find((one) => one.status === "rejected");
  if (parts.length === 0 && failed) throw failed.reason;
  const headers = parts.map((part) => part.header);
  const [first] = headers;
  if (first === undefined || new Set(headers.map(identityOf)).size > 1) {
    throw new HarnessError("not-a-history", `The histories in ${path} are of several executions.`);
  }
  const { slice: _slice, shard: _shard, ...header } = first;
  const shard = shardOf(parts);
  const epoch = Math.min(...headers.map((one) => one.epoch));
  return {
    paths: files,
    header: { ...header, epoch, ...(shard && { slice: shard, shard }) },
    lost: lostUsers(parts),
    ops: (onDamage = ignore) =>
      header.history !== undefined
        ? numberedOps(parts, onDamage)
        : mergeOps(
            parts.map((part) => ({
              ops: readOps(part.file, onDamage),
              offset: part.header.epoch - epoch,
            })),
          ),
    parts: parts.map((part) => partOf(part.file, part.header)),
  };
}

/** What was kept of several slices: nobody judges it, so it keeps its holes, and its numbers are those of findings. */
async function* numberedOps(
  parts: readonly { readonly file: string; readonly header: HistoryHeader }[],
  onDamage: (line: DamagedLine) => void,
): AsyncGenerator<Op> {
  for (const { file, header } of parts) {
    const slice = header.slice ?? { index: 0, count: 1 };
    for await (const op of readOps(file, onDamage)) {
      yield { ...op, index: numberOfAll(slice, op.index) };
    }
  }
}

function partOf(path: string, header: HistoryHeader): StoredPart {
  return { path, header, ops: (onDamage = ignore) => readOps(path, onDamage) };
}

/** What slices of one execution have in common. */
function identityOf({ seed, nonce, config, slice }: HistoryHeader): string {
  return JSON.stringify([seed, nonce, config, slice?.count ?? 1]);
}

async function locate(path: string): Promise<readonly string[]> {
  const found = await look(path, "file-missing", `There is no ${path}`);
  if (found === "file") return [path];
  const parts = await partsIn(path).catch((error: unknown) => {
    throw cannotBeRead(path, error);
  });
  if (parts.length > 0) return parts;
  const file = join(path, HISTORY);
  const packed = `${file}${PACKED}`;
  if (await stat(packed).catch(() => null)) return [packed];
  await look(file, "not-a-history", `The folder ${path} holds no ${HISTORY}`);
  return [file];
}

async function look(
  path: string,
  code: "file-missing" | "not-a-history",
  message: string,
): Promise<"file" | "folder"> {
  try {
    const status = await stat(path);
    if (status.isDirectory()) return "folder";
    if (status.isFile()) return "file";
  } catch (error) {
    const why = isMissing(error) ? "." : `: ${said(error)}`;
    throw new HarnessError(code, `${message}${why}`, { cause: error });
  }
  // Of a pipe nobody knows when it says something, and it can be read once only.
  throw new HarnessError("not-a-history", `${path} is no file, and no folder.`, {
    hint: "A history is read more than once: write it into a file, and name that.",
  });
}

/** What is not there needs no further word. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

async function readHeader(path: string, file: string): Promise<HistoryHeader> {
  try {
    for await (const { lines } of readLines(historyBytes(file))) {
      const header = decodeHeader(lines[0] ?? "");
      if (!("reason" in header)) return header;
      throw new HarnessError("not-a-history", `${path} is no history: ${header.reason}`);
    }
  } catch (error) {
    if (error instanceof HarnessError) throw error;
    throw cannotBeRead(path, error);
  }
  throw new HarnessError("not-a-history", `${path} is empty: its execution ended before it began.`);
}

async function* readOps(file: string, onDamage: (line: DamagedLine) => void): AsyncGenerator<Op> {
  let number = 1;
  try {
    for await (const { from, lines } of readLines(historyBytes(file))) {
      number = from;
      for (const line of lines) {
        if (number > 1) {
          const op = line === null ? unreadable(number) : decodeOp(line, number);
          if (op.type === "damaged") onDamage(op);
          else yield op;
        }
        number += 1;
      }
    }
  } catch (error) {
    onDamage({ type: "damaged", line: number, reason: `cannot be read further: ${said(error)}` });
  }
}

function cannotBeRead(path: string, cause: unknown): HarnessError {
  return new HarnessError("file-missing", `${path} cannot be read: ${said(cause)}`, { cause });
}

function unreadable(line: number): DamagedLine {
  return { type: "damaged", line, reason: "not UTF-8 text, or too long to be an op" };
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function ignore(): void {}
