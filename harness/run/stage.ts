import { existsSync, renameSync, rmdirSync } from "node:fs";
import { lstat } from "node:fs/promises";
import { join, resolve } from "node:path";
import {
  clearFolder,
  filesIn,
  inFolder,
  prepareRunDirectory,
  removeRunDirectory,
  type RunDirectory,
  STAGE,
} from "./run-directory.ts";

/** A folder beneath an output folder, in which what will stand there is made. */
export interface Stage extends AsyncDisposable {
  readonly directory: RunDirectory;
  /** Puts what was made in the place of what stands in the output folder. @throws HarnessError `unwritable-output` */
  settle(): Promise<void>;
}

/**
 * Until it is settled the output folder keeps what it holds, and of a stage that is given up nothing is left. What a
 * kill leaves of one is removed by whoever writes there next.
 *
 * @throws HarnessError `unwritable-output`
 */
export async function openStage(out: string): Promise<Stage> {
  const path = resolve(out);
  const isNew = !existsSync(path);
  await inFolder(out, async () => {
    // A link is somebody else's folder.
    if (!isNew && !(await lstat(path)).isDirectory()) throw new Error("it is not a folder");
  });
  const directory = await prepareRunDirectory({ out, beneath: STAGE });
  let settled = false;
  return {
    directory,
    async settle() {
      await inFolder(out, async () => {
        await clearFolder(path);
        for (const name of filesIn(directory.path))
          renameSync(join(directory.path, name), join(path, name));
        settled = true;
      });
    },
    async [Symbol.asyncDispose]() {
      await removeRunDirectory(directory.path);
      if (isNew && !settled) rmdirSync(path);
    },
  };
}
