import { constants, openSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { Socket } from "node:net";
import { text } from "node:stream/consumers";

/**
 * The text of a file that somebody named, or of a pipe, such as a shell's `<(…)`. A pipe may never say anything, and
 * a thread that waits for it in the system keeps the process from ending, whatever the signal: so it is waited for
 * as a socket is.
 *
 * @throws the system's error
 */
export async function readGiven(path: string): Promise<string> {
  if (!(await stat(path)).isFIFO()) return await readFile(path, "utf8");
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return await text(new Socket({ fd, readable: true, writable: false }));
}
