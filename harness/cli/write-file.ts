import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { HarnessError } from "../errors/harness-error.ts";

/** What became of a file: `kept` is one that stood there and says something else. */
export type Fate = "wrote" | "same" | "kept";

/**
 * Writes a file beneath the current folder; what stands there stays, unless `force`.
 *
 * @throws HarnessError `unwritable-output`
 */
export async function writeFileOnce(
  { path, text }: { readonly path: string; readonly text: string },
  { force }: { readonly force: boolean },
): Promise<Fate> {
  const whole = join(process.cwd(), path);
  try {
    await mkdir(dirname(whole), { recursive: true });
    await writeFile(whole, text, { flag: force ? "w" : "wx" });
    return "wrote";
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") {
      return (await textOf(whole)) === text ? "same" : "kept";
    }
    throw new HarnessError("unwritable-output", `${path} could not be written: ${String(error)}`, {
      cause: error,
      hint: "Run it in a folder that you may write to.",
    });
  }
}

/** Null: it cannot be read, such as a folder of that name. */
async function textOf(file: string): Promise<string | null> {
  return await readFile(file, "utf8").catch(() => null);
}
