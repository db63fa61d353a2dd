import { Buffer } from "node:buffer";
import { Writable } from "node:stream";
import { promisify } from "node:util";
import zlib from "node:zlib";

// Not by name: a Node that has them not could then not even say that it is too old (`run/demand-node.ts`).
const { constants, crc32, zstdCompress, zstdDecompress } = zlib;

/*
 * A packed history is a row of pieces. Each is a Zstandard frame, with a skippable frame before it that tells how
 * long it is, and the CRC-32 of what is in it. So `zstd -d` unpacks the file, and whoever reads it here knows of
 * each piece that it is whole before any of it is believed. Node's own stream cannot tell: it stops after the first
 * frame of a file, and passes over a file that lacks its last bytes.
 */

/** Of a skippable frame. */
const MAGIC = Buffer.from([0x50, 0x2a, 0x4d, 0x18]);

/** Magic, length of the skippable content, and that content. */
export const MARK = 20;
const CONTENT = 12;

/** What is told of a piece before it comes. */
export interface Mark {
  /** Bytes of the frame that follows. */
  readonly length: number;
  /** Bytes of what is in it, and their CRC-32. */
  readonly size: number;
  readonly sum: number;
}

/** Bytes of one piece, unpacked or packed: the header of a very large plan is the longest. */
const LARGEST = 512 * 1_024 * 1_024;

/** The fastest is enough: a history repeats itself so much that it shrinks to a tenth. */
const LEVEL = { [constants.ZSTD_c_compressionLevel]: 1 };

/**
 * Packs what is written into a file, in a thread of Node's pool. All that waits becomes one piece: where a turn of the
 * event loop takes long, more comes together, and a piece a turn is enough.
 */
export function createPacker(file: Writable): Writable {
  function pack(bytes: Buffer, done: (error?: Error | null) => void): void {
    // Each chunk of its output would be a turn of the event loop: so there is one.
    const options = { params: LEVEL, chunkSize: Math.max(SMALL, bytes.length >> 1) };
    zstdCompress(bytes, options, (error, packed) => {
      if (error) return done(error);
      const mark = markOf({ length: packed.length, size: bytes.length, sum: crc32(bytes) });
      file.write(Buffer.concat([mark, packed]), done);
    });
  }
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => pack(chunk, done),
    writev: (chunks, done) => pack(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)), done),
    final: (done) => void file.end(done),
  });
}

const SMALL = 4_096;

function markOf({ length, size, sum }: Mark): Buffer {
  const mark = Buffer.alloc(MARK);
  MAGIC.copy(mark);
  mark.writeUInt32LE(CONTENT, 4);
  mark.writeUInt32LE(length, 8);
  mark.writeUInt32LE(size, 12);
  mark.writeUInt32LE(sum, 16);
  return mark;
}

/** Whether a file that begins with these bytes is packed. */
export function isPacked(head: Buffer): boolean {
  return head.subarray(0, MAGIC.length).equals(MAGIC);
}

/** @throws Error when it is no mark */
export function readMark(mark: Buffer): Mark {
  const isMark = mark.length >= MARK && isPacked(mark) && mark.readUInt32LE(4) === CONTENT;
  if (!isMark) throw new Error(BROKEN);
  const [length, size] = [mark.readUInt32LE(8), mark.readUInt32LE(12)];
  if (Math.min(length, size) === 0 || Math.max(length, size) > LARGEST) throw new Error(BROKEN);
  return { length, size, sum: mark.readUInt32LE(16) };
}

const BROKEN = "the compressed file is cut off or damaged there";

const decompress = promisify(zstdDecompress);

/** @throws Error when it does not hold what was packed */
export async function unpackFrame(frame: Buffer, { length, size, sum }: Mark): Promise<Buffer> {
  const options = { chunkSize: Math.max(SMALL, size + 1), maxOutputLength: size };
  const bytes = await decompress(frame, options).catch(() => null);
  if (frame.length !== length || bytes === null || crc32(bytes) !== sum) throw new Error(BROKEN);
  return bytes;
}

/** The pieces, one after the other, up to where the file breaks: then it throws. */
export async function* unpack(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let have = 0;
  let need = MARK;
  for await (const chunk of chunks) {
    held.push(Buffer.from(chunk));
    have += chunk.length;
    if (have < need) continue;
    let rest = Buffer.concat(held);
    for (need = neededFor(rest); rest.length >= need; need = neededFor(rest)) {
      yield await unpackFrame(rest.subarray(MARK, need), readMark(rest));
      rest = rest.subarray(need);
    }
    held = [rest];
    have = rest.length;
  }
  if (have > 0) throw new Error(BROKEN);
}

/** Bytes of the piece that begins here, its mark included; as many as a mark has while that is not there. */
function neededFor(bytes: Buffer): number {
  return bytes.length < MARK ? MARK : MARK + readMark(bytes).length;
}
