import { existsSync, lstatSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it that are missing, mode 0700. Not by `recursive`: where nobody can make folders
 * though the one above is there (`/proc`), Node then tries for ever, deaf to every signal.
 *
 * @param path absolute
 * @throws the system's error, or one that tells of a link
 */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let folder = path; !existsSync(folder) && dirname(folder) !== folder;) {
    missing.push(folder);
    folder = dirname(folder);
  }
  for (const folder of missing.toReversed()) {
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      // Somebody else may have been quicker.
      if (!existsSync(folder)) throw isLink(folder) ? new Error(NOWHERE, { cause: error }) : error;
    }
  }
}

const NOWHERE = "it is a link that leads nowhere";

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
