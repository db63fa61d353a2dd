import { existsSync, lstatSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Verdict } from "../verdict/verdict.ts";
import { makeFolder } from "./make-folder.ts";
import { publish } from "./publish.ts";
import { EARLIER, filesIn, isConfirmation, openRunDirectory } from "./run-directory.ts";

/** Without a record of its own: what tells how an execution ended. */
const REPORTS = ["verdict", "junit", "summary", "report"] as const;

/**
 * Where the reports of an earlier execution stand, puts those of one that never began in their place, so that nobody
 * takes a pass of then for one of now. The earlier execution is moved to `earlier/` and can still be judged and
 * reported there, until the next one begins; of its reports only `junit.xml` is gone, for forges gather that wherever
 * it lies. Where nothing stands, nothing is made. Never throws.
 *
 * @param out the output folder
 * @returns the folder of the earlier execution; null: nothing was moved
 */
export function publishRefusal(out: string, verdict: Verdict): string | null {
  const directory = openRunDirectory(resolve(out));
  try {
    // A link is somebody else's folder.
    if (!lstatSync(directory.path).isDirectory()) return null;
    if (!REPORTS.some((name) => existsSync(directory.file(name)))) return null;
    const moved = setAside(directory.path);
    for (const name of REPORTS) rmSync(directory.file(name), { force: true });
    publish(directory, verdict, new Map(), null);
    return moved ? join(out, EARLIER) : null;
  } catch {
    // Not there, or nothing that we may write to.
    return null;
  }
}

/** @returns false: what stands there is a refusal itself, and the execution before it was set aside by that */
function setAside(folder: string): boolean {
  const earlier = join(folder, EARLIER);
  makeFolder(earlier);
  if (!lstatSync(earlier).isDirectory() || filesIn(earlier).length > 0) return false;
  rmSync(openRunDirectory(folder).file("junit"), { force: true });
  const confirmations = readdirSync(folder).filter(isConfirmation);
  for (const name of [...filesIn(folder), ...confirmations]) {
    renameSync(join(folder, name), join(earlier, name));
  }
  return true;
}
