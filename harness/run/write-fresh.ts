import { closeSync, constants, openSync, rmSync, writeSync } from "node:fs";

/**
 * Replaces one file, mode 0600: whole, or not at all, for half a verdict is worse than none. A symbolic link under
 * its name is removed, never followed.
 *
 * @throws the system's error
 */
export function writeFresh(path: string, text: string): void {
  rmSync(path, { force: true });
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}
