import { readdirSync, rmSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { HistoryHeader } from "../history/header.ts";
import { isIn, type Slice, slicesWithin, sliceWords } from "../history/slice.ts";
import { historyTail } from "./history-bytes.ts";

/** Name of the history of a whole crowd in an output folder. */
export const HISTORY = "history.ndjson";

/** What the name of a compressed history ends with beside. */
export const PACKED = ".zst";

/** What the name of a history begins with beside, as long as it is the masked one that is not finished. */
const UNFINISHED = "masked-";

const PART = /^history-(\d+)of(\d+)\.ndjson(?:\.zst)?$/;

/** Name of the history of a slice, uncompressed. */
export function partName({ index, count }: Slice): string {
  return `history-${index + 1}of${count}.ndjson`;
}

/** Name under which the masked one of a history is written, before it takes its place. It ends as that does: packed or not. */
export function unfinishedName(name: string): string {
  return `${UNFINISHED}${name}`;
}

/** The same name without the mark of compression. */
export function unpackedName(name: string): string {
  return name.endsWith(PACKED) ? name.slice(0, -PACKED.length) : name;
}

/** Whether a file of this name is the history of a slice. */
export function isPart(name: string): boolean {
  return PART.test(name);
}

/** Whether a file of this name is the history of a whole crowd or of a slice, or what is left of the masking of one. */
export function isHistory(name: string): boolean {
  const own = name.startsWith(UNFINISHED) ? name.slice(UNFINISHED.length) : name;
  return isPart(own) || unpackedName(own) === HISTORY;
}

/** Histories of slices in a folder, in the order of the slices. Of one that somebody unpacked beside it, the unpacked. */
export async function partsIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  // Of a pipe nobody knows when it says something, and no signal ends the wait.
  const all = entries.flatMap((one) => (one.isFIFO() || !isPart(one.name) ? [] : [one.name]));
  const names = all.filter(
    (name) => unpackedName(name) === name || !all.includes(unpackedName(name)),
  );
  return names.toSorted((a, b) => numberOf(a) - numberOf(b)).map((name) => join(folder, name));
}

/** Whether a folder holds a history, readable or not, of a whole crowd or of slices. A folder that is not there holds none. */
export async function holdsHistory(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  return names.some(isHistory);
}

/** Removes every history from a folder. @throws the system's error */
export async function removeHistories(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter(isHistory);
  await Promise.all(names.map(async (name) => rm(join(folder, name), { force: true })));
}

/** The same at once, for a process that ends. What cannot be removed stays. */
export function removeHistoriesNow(folder: string): void {
  try {
    for (const name of readdirSync(folder).filter(isHistory)) {
      rmSync(join(folder, name), { force: true });
    }
  } catch {
    // Nobody is left who could be told.
  }
}

function numberOf(name: string): number {
  return Number(PART.exec(name)?.[1]);
}

/** A history of one slice. */
export interface HistoryPart {
  readonly header: HistoryHeader;
  /** Whether its last op is there. */
  readonly whole: boolean;
}

/** The machine that all parts are of; undefined: they are of several, or of the only one. */
export function shardOf(parts: readonly Pick<HistoryPart, "header">[]): Slice | undefined {
  const [first, ...others] = parts.map(({ header }) => header.shard);
  return others.every((one) => one?.index === first?.index) ? first : undefined;
}

/** Users of slices that left no history, or one without an end, with the reason. */
export function lostUsers(parts: readonly HistoryPart[]): ReadonlyMap<string, string> {
  const lost = new Map<string, string>();
  const [first] = parts;
  const count = first?.header.slice?.count ?? 1;
  for (const slice of slicesWithin(shardOf(parts), count)) {
    const part = parts.find(({ header }) => (header.slice?.index ?? 0) === slice.index);
    if (part?.whole === true) continue;
    const why = `slice ${sliceWords(slice)} of the crowd left ${part ? "a record without an end" : "no record"}`;
    for (const [ordinal, { id }] of (first?.header.plan.users ?? []).entries()) {
      if (isIn(slice, ordinal)) lost.set(id, why);
    }
  }
  return lost;
}

/** Whether the file ends with an `end` op. */
export async function hasEnd(path: string): Promise<boolean> {
  const tail = await historyTail(path).catch(() => "");
  return /^\{"index":\d+,"time":[\d.]+,"type":"end",/.test(tail.trimEnd().split("\n").at(-1) ?? "");
}
