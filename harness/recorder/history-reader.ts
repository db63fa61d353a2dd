import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { HarnessError } from "../errors/harness-error.ts";
import { type DamagedLine, decodeHeader, decodeOp } from "../history/codec.ts";
import type { HistoryHeader } from "../history/header.ts";
import type { Op } from "../history/op.ts";
import { readLines } from "./lines.ts";

/** Name of the history in an output folder. */
const FILE = "history.ndjson";

/** Bytes read at once. */
const CHUNK = 256 * 1_024;

/** Bytes of one line: the header of a very large plan is the longest. */
const LINE = 256 * 1_024 * 1_024;

/** A history on disk. */
export interface StoredHistory {
  /** The file itself, also when its folder was named. */
  readonly path: string;
  readonly header: HistoryHeader;
  /**
   * One pass over the ops, in bounded memory; each call is a pass of its own.
   * Damaged lines are skipped and told: the ops after them still prove what they show.
   */
  ops(onDamage?: (line: DamagedLine) => void): AsyncGenerator<Op>;
}

/**
 * Opens a history: the file, or the output folder that holds it.
 *
 * @throws HarnessError `file-missing`, or `not-a-history` when its first line is no header
 */
export async function openHistory(path: string): Promise<StoredHistory> {
  const file = await locate(path);
  const header = await readHeader(path, file);
  return {
    path: file,
    header,
    ops: (onDamage = ignore) => readOps(file, onDamage),
  };
}

async function locate(path: string): Promise<string> {
  const found = await look(path, "file-missing", `There is no ${path}`);
  if (found === "file") return path;
  const file = join(path, FILE);
  await look(file, "not-a-history", `The folder ${path} holds no ${FILE}`);
  return file;
}

async function look(
  path: string,
  code: "file-missing" | "not-a-history",
  message: string,
): Promise<"file" | "folder"> {
  try {
    const status = await stat(path);
    return status.isDirectory() ? "folder" : "file";
  } catch (error) {
    throw new HarnessError(code, `${message}: ${said(error)}`, { cause: error });
  }
}

async function readHeader(path: string, file: string): Promise<HistoryHeader> {
  try {
    for await (const { lines } of readLines(bytesOf(file), LINE)) {
      const header = decodeHeader(lines[0] ?? "");
      if (!("reason" in header)) return header;
      throw new HarnessError("not-a-history", `${path} is no history: ${header.reason}`);
    }
  } catch (error) {
    if (error instanceof HarnessError) throw error;
    throw new HarnessError("file-missing", `${path} cannot be read: ${said(error)}`, {
      cause: error,
    });
  }
  throw new HarnessError("not-a-history", `${path} is empty: its execution ended before it began.`);
}

async function* readOps(file: string, onDamage: (line: DamagedLine) => void): AsyncGenerator<Op> {
  let number = 1;
  try {
    for await (const { from, lines } of readLines(bytesOf(file), LINE)) {
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

function bytesOf(file: string): AsyncIterable<Buffer> {
  return createReadStream(file, { highWaterMark: CHUNK });
}

function unreadable(line: number): DamagedLine {
  return { type: "damaged", line, reason: "not UTF-8 text, or too long to be an op" };
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function ignore(): void {}
