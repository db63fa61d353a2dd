import { join, resolve } from "node:path";
import { HarnessError } from "../errors/harness-error.ts";
import { OUT } from "../run/defaults.ts";
import { makeFolder } from "../run/make-folder.ts";
import { loadConfig } from "../run/load-config.ts";
import { writeFresh } from "../run/write-fresh.ts";

/**
 * Writes a report into the output folder: the one that was named, or that of a config in this folder. A link
 * under its name is replaced, never followed.
 *
 * @throws HarnessError `unwritable-output`
 */
export async function publishText(
  named: string | undefined,
  name: string,
  text: string,
): Promise<string> {
  const out = named ?? (await loadConfig(undefined, process.cwd())).config.out ?? OUT;
  const file = join(out, name);
  try {
    makeFolder(resolve(out));
    writeFresh(file, text);
    return file;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new HarnessError("unwritable-output", `${file} could not be written: ${why}`, {
      cause: error,
    });
  }
}
