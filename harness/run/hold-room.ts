import { randomBytes } from "node:crypto";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Bytes: reports without a picture, and a verdict with some hundred findings. */
const ROOM = 256 * 1_024;

/** Room on a disk that nobody else can take. */
export interface Room extends Disposable {
  /** Gives it up, at once and once for all. */
  release(): void;
}

/**
 * Keeps room for what tells how an execution ended, so that a history that fills the disk leaves no folder without
 * a verdict. A file holds it that has no name any more: whatever becomes of this process, nothing of it is left.
 *
 * Never throws: where there is so little room, what can be had is held.
 *
 * @param folder of the disk
 */
export function holdRoom(folder: string): Room {
  let file: number | null = null;
  const release = (): void => {
    if (file !== null) closeSync(file);
    file = null;
  };
  try {
    const path = join(folder, `.room-${process.pid}`);
    file = openSync(path, "wx", 0o600);
    rmSync(path);
    // Of zeros some file systems keep nothing.
    for (let held = 0; held < ROOM;) held += writeSync(file, randomBytes(ROOM - held));
  } catch {
    // Full already, or a folder that nobody can write to: whoever writes there next is told.
  }
  return { release, [Symbol.dispose]: release };
}
