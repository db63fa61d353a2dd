import { dirname, join } from "node:path";
import { EARLIER, filesIn } from "./run-directory.ts";

/**
 * Where the execution lies that stood there before one that could not begin took its place; null: there is none.
 *
 * @param path an output folder, or a file in it
 */
export function earlierOf(path: string): string | null {
  for (const folder of [path, dirname(path)].map((one) => join(one, EARLIER))) {
    try {
      if (filesIn(folder).length > 0) return folder;
    } catch {
      // Not there.
    }
  }
  return null;
}
