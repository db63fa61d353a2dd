import { Buffer } from "node:buffer";
import { readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { isPacked, MARK, readMark, unpack, unpackFrame } from "./packed.ts";

/** Bytes read at once. */
const CHUNK = 256 * 1_024;

/** Bytes at the end of a file in which its last op stands. */
const TAIL = 4_096;

/**
 * The bytes of a history, unpacked where they are packed: the file itself tells, whatever its name. One that was
 * cut off is handed on up to where it breaks, and then the iteration throws.
 *
 * What was handed on stands only until the next is asked for.
 *
 * @param blocking for a thread that has nothing else to do: to be told that bytes are there costs it more than to wait
 */
export async function* historyBytes(path: string, blocking = false): AsyncGenerator<Buffer> {
  const file = await open(path, "r");
  try {
    const packed = isPacked(await read(file, 0, MARK));
    if (packed) yield* unpack(chunksOf(file));
    else yield* blocking ? chunksAtOnce(file) : chunksOf(file);
  } finally {
    await file.close();
  }
}

/** Into two rooms in turn, of which one is filled while the other is read: fresh room costs as much as what it holds. */
async function* chunksOf(file: FileHandle): AsyncGenerator<Buffer> {
  let [room, other] = [Buffer.allocUnsafeSlow(CHUNK), Buffer.allocUnsafeSlow(CHUNK)];
  let from = 0;
  let reading = file.read(room, 0, CHUNK, from);
  for (;;) {
    const { bytesRead } = await reading;
    if (bytesRead === 0) return;
    from += bytesRead;
    reading = file.read(other, 0, CHUNK, from);
    // Whoever asks for no more is not told that it failed.
    reading.catch(() => {});
    yield room.subarray(0, bytesRead);
    [room, other] = [other, room];
  }
}

function* chunksAtOnce({ fd }: FileHandle): Generator<Buffer> {
  const room = Buffer.allocUnsafeSlow(CHUNK);
  let from = 0;
  let length = readSync(fd, room, 0, CHUNK, from);
  while (length > 0) {
    from += length;
    yield room.subarray(0, length);
    length = readSync(fd, room, 0, CHUNK, from);
  }
}

/** The last bytes of a history, unpacked. Of a packed one only the last piece is. @throws Error when it is cut off */
export async function historyTail(path: string): Promise<string> {
  return await looking(path, async (file) => {
    const { size } = await file.stat();
    if (!isPacked(await read(file, 0, MARK))) {
      return (await read(file, Math.max(0, size - TAIL), TAIL)).toString();
    }
    let start = 0;
    let mark = readMark(await read(file, start, MARK));
    for (let next = MARK + mark.length; next < size; next += MARK + mark.length) {
      start = next;
      mark = readMark(await read(file, start, MARK));
    }
    const piece = await unpackFrame(await read(file, start + MARK, mark.length), mark);
    return piece.subarray(-TAIL).toString();
  });
}

async function looking<T>(path: string, look: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, "r");
  try {
    return await look(file);
  } finally {
    await file.close();
  }
}

/** As many bytes as there are. */
async function read(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
  return buffer.subarray(0, bytesRead);
}
