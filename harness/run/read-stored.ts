import { readFile, stat } from "node:fs/promises";
import { HarnessError } from "../errors/harness-error.ts";
import { systemCode } from "../errors/network-codes.ts";

/**
 * The text of a file that an execution left; null: there is none.
 *
 * @throws HarnessError `file-missing` when it cannot be read
 */
export async function readStored(path: string): Promise<string | null> {
  try {
    // Of a pipe nobody knows when it says something, and no signal ends the wait.
    if (!(await stat(path)).isFile()) throw new Error("it is no file");
    return await readFile(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(error))) return null;
    const why = error instanceof Error ? error.message : String(error);
    throw new HarnessError("file-missing", `${path} cannot be read: ${why}`, { cause: error });
  }
}
