import { Buffer, isUtf8 } from "node:buffer";

/** Lines that came together. `null` stands for one that is not UTF-8, or longer than the limit. */
export interface LineBatch {
  /** Number of the first of them in the file, from 1. */
  readonly from: number;
  readonly lines: readonly (string | null)[];
}

const LINE_FEED = 0x0a;

/** Bytes of one line: the header of a very large plan is the longest. */
const LONGEST = 256 * 1_024 * 1_024;

/**
 * Cuts bytes into lines at each line feed and nowhere else: U+2028 and carriage returns are text.
 * Holds one chunk and one line in memory; of a line longer than `limit` bytes nothing is kept.
 * The last line needs no line feed.
 */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
  limit: number = LONGEST,
): AsyncGenerator<LineBatch> {
  let from = 1;
  let rest: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(LINE_FEED);
    const head = chunk.subarray(0, Math.max(0, end));
    const tail = chunk.subarray(end + 1);
    if (end !== -1) {
      const lines = cutLines(rest, head, length, limit);
      yield { from, lines };
      from += lines.length;
      rest = [];
      length = 0;
    }
    length += tail.length;
    if (length > limit) rest = [];
    else if (tail.length > 0) rest.push(Buffer.from(tail));
  }
  if (length > 0) yield { from, lines: cutLines(rest, Buffer.alloc(0), length, limit) };
}

/** `length`: bytes of the line begun before `head`, of which `rest` may hold nothing any more. */
function cutLines(
  rest: readonly Buffer[],
  head: Buffer,
  length: number,
  limit: number,
): readonly (string | null)[] {
  const first = head.indexOf(LINE_FEED);
  const added = first === -1 ? head.length : first;
  if (length + added > limit) {
    return [null, ...(first === -1 ? [] : text(head.subarray(first + 1)))];
  }
  return text(rest.length === 0 ? head : Buffer.concat([...rest, head]));
}

function text(bytes: Buffer): readonly (string | null)[] {
  if (isUtf8(bytes)) return bytes.toString().split("\n");
  return bytes
    .toString("latin1")
    .split("\n")
    .map((line) => {
      const raw = Buffer.from(line, "latin1");
      return isUtf8(raw) ? raw.toString() : null;
    });
}
