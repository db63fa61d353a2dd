import { readdirSync, rmdirSync, rmSync, type Stats } from "node:fs";
import { chmod, lstat, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { HISTORY, isHistory, PACKED, partName } from "../recorder/history-parts.ts";
import type { Slice } from "../history/slice.ts";
import { HarnessError } from "../errors/harness-error.ts";
import { makeFolder } from "./make-folder.ts";
import { writeFresh } from "./write-fresh.ts";

/** The fixed names in an output folder. Nothing else in it is ever touched. */
const FILES = {
  verdict: "verdict.json",
  junit: "junit.xml",
  summary: "summary.md",
  report: "report.html",
  plan: "plan.json",
  log: "target.log",
  part: "part.json",
} as const;

/** Folder beneath an output folder: what stood there before an execution that never began. */
export const EARLIER = "earlier";

/** Folder beneath an output folder: what will take the place of what stands there, as long as it is not whole. */
export const STAGE = ".unfinished";

/** An output folder, ready to be written to. */
export interface RunDirectory {
  readonly path: string;
  file(name: keyof typeof FILES): string;
  /** The history of the crowd, or of a slice of it. */
  history(kind: { readonly slice?: Slice; readonly packed: boolean }): string;
  /** Writes one whole file, mode 0600. @throws HarnessError `disk-full` */
  write(name: keyof typeof FILES, text: string): void;
}

/**
 * Makes the folder (mode 0700; one that holds more than ours keeps its own) and removes the last execution's files from it, so that no stale verdict survives.
 * A symbolic link under a fixed name is removed, never followed.
 *
 * @throws HarnessError `unwritable-output`
 */
export async function prepareRunDirectory(options: {
  readonly out: string;
  /** Name of a new folder beneath `out`; null: `out` itself. */
  readonly beneath: string | null;
}): Promise<RunDirectory> {
  const path =
    options.beneath === null ? resolve(options.out) : resolve(options.out, options.beneath);
  return await inFolder(options.out, async () => {
    makeFolder(path);
    await clearFolder(path);
    await removeRunDirectory(join(path, STAGE));
    writeFresh(join(path, FILES.log), "");
    return openRunDirectory(path);
  });
}

/** What is done with an output folder. @throws HarnessError `unwritable-output` for whatever is thrown */
export async function inFolder<Result>(out: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw new HarnessError(
      "unwritable-output",
      `The output folder ${out} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/**
 * Makes a folder the user's alone, unless others may need it, and removes the last execution from it.
 *
 * @throws Error where it is none
 */
export async function clearFolder(path: string): Promise<void> {
  const status = await lstat(path);
  if (!status.isDirectory()) throw new Error("it is not a folder");
  // Where other things stand (a home, a checkout, /tmp, /), closing it would lock out whoever they are for.
  if (!isShared(status) && readdirSync(path).every(isOurs)) await chmod(path, 0o700);
  removeOurs(path);
  await removeConfirmations(path);
  await removeRunDirectory(join(path, EARLIER));
}

/** Whether a folder of this name holds an execution that confirms another. */
export function isConfirmation(name: string): boolean {
  return /^confirm-\d+$/.test(name);
}

/** Whether everybody may put something there: the bit that keeps them from removing each other's. */
function isShared({ mode }: Stats): boolean {
  return (mode & 0o1000) !== 0;
}

/** Whether something of this name is an execution's: a file, or a folder beneath. */
function isOurs(name: string): boolean {
  return isFile(name) || isConfirmation(name) || [EARLIER, STAGE].includes(name) || isKept(name);
}

async function removeConfirmations(path: string): Promise<void> {
  for (const name of (await readdir(path)).filter(isConfirmation)) {
    await removeRunDirectory(join(path, name));
  }
}

/**
 * Removes an execution's files, what confirms it, and the folder when nothing else is in it. What cannot be removed
 * stays.
 */
export async function removeRunDirectory(path: string): Promise<void> {
  try {
    // A link is somebody else's folder.
    if (!(await lstat(path)).isDirectory()) return;
    await removeConfirmations(path);
    removeOurs(path);
    rmdirSync(path);
  } catch {
    // Not there, not ours to remove, or not empty.
  }
}

function removeOurs(path: string): void {
  for (const name of filesIn(path)) rmSync(join(path, name), { force: true });
}

/** Names of an execution's files that stand in a folder. */
export function filesIn(path: string): readonly string[] {
  return readdirSync(path).filter(isFile);
}

function isFile(name: string): boolean {
  const fixed: readonly string[] = Object.values(FILES);
  return fixed.includes(name) || isHistory(name);
}

/** Whether a folder of this name holds an execution that was kept. */
function isKept(name: string): boolean {
  return /^\d{8}-\d{6}-/.test(name);
}

/** The folder of an execution that has ended: nothing in it is removed. @param path absolute */
export function openRunDirectory(path: string): RunDirectory {
  return {
    path,
    file: (name) => join(path, FILES[name]),
    history({ slice, packed }) {
      const name = slice === undefined ? HISTORY : partName(slice);
      return join(path, packed ? `${name}${PACKED}` : name);
    },
    write(name, text) {
      try {
        writeFresh(join(path, FILES[name]), text);
      } catch (error) {
        throw new HarnessError(
          "disk-full",
          `${FILES[name]} could not be written: ${String(error)}`,
          {
            cause: error,
          },
        );
      }
    },
  };
}

/**
 * `<time>-<seed>`, safe as a folder name: `20260314-151617-a1b2c3`. Shards of one second that share a disk
 * get one each: `20260314-151617-a1b2c3-2of4`.
 */
export function folderName(now: Date, seed: string, shard?: Slice): string {
  const time = now.toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  const part = shard === undefined ? "" : `-${shard.index + 1}of${shard.count}`;
  return `${time}-${seed.replace(/[^\w.-]/g, "_").slice(0, 40)}${part}`;
}
