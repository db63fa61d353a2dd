import { HarnessError } from "../errors/harness-error.ts";
import { partsIn } from "../recorder/history-parts.ts";
import { openHistory } from "../recorder/history-reader.ts";
import { decodePart } from "./pool/part-file.ts";
import { readStored } from "./read-stored.ts";
import { openRunDirectory } from "./run-directory.ts";

/**
 * Refuses to run a shard where the same execution left a record or its part of the verdict: engines start again
 * what failed, and a fail is never retried into a pass.
 *
 * @param out output folder
 * @throws HarnessError `bad-usage`
 */
export async function expectFirstRun(out: string, nonce: string): Promise<void> {
  const part = openRunDirectory(out).file("part");
  if ((await nonceOfPart(part)) === nonce) throw again(part);
  for (const path of await partsIn(out).catch(() => [])) {
    const history = await openHistory(path).catch(() => null);
    if (history?.header.nonce === nonce) throw again(path);
  }
}

/** Null: there is none, or nobody can read it. */
async function nonceOfPart(path: string): Promise<string | null> {
  try {
    const text = await readStored(path);
    return text === null ? null : decodePart(text, path).header.nonce;
  } catch {
    return null;
  }
}

function again(path: string): HarnessError {
  return new HarnessError("bad-usage", `This shard has run already: its record is ${path}.`, {
    hint: "What it found stands. A new execution takes a --nonce of its own.",
  });
}
