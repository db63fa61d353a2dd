import { HarnessError } from "../errors/harness-error.ts";
import { readVerdict } from "../verdict/read-verdict.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { readStored } from "./read-stored.ts";
import { checkCommand } from "./replay.ts";
import { openRunDirectory } from "./run-directory.ts";

/**
 * The verdict of an output folder; null: there is none.
 *
 * @throws HarnessError `file-missing` when it cannot be read, `not-a-history` when it is none
 */
export async function storedVerdict(folder: string): Promise<Verdict | null> {
  const path = openRunDirectory(folder).file("verdict");
  const text = await readStored(path);
  if (text === null) return null;
  const read = readVerdict(text);
  if ("verdict" in read) return read.verdict;
  throw new HarnessError("not-a-history", `${path} is no verdict: ${read.reason}.`, {
    hint: `Judge its history again: ${checkCommand(folder)}. Without its verdict.json, the folder can be reported, too.`,
  });
}
