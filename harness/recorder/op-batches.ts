import { Buffer, isUtf8 } from "node:buffer";
import { type DamagedLine, decodeOp } from "../history/codec.ts";
import type { Op } from "../history/op.ts";
import { historyBytes } from "./history-bytes.ts";

/**
 * The op of the line that stands in a text from one place to another, or what is wrong with it; null: this op is not
 * wanted.
 */
export type ReadOp = (
  text: string,
  from: number,
  to: number,
  line: number,
) => Op | DamagedLine | null;

const LINE_FEED = 0x0a;

/**
 * The ops of a history file, as many together as were read at once: for whoever can do nothing with one in which
 * anything is amiss. Memory: one chunk and one line.
 *
 * @throws Error that names the line, at the first that cannot be read
 */
export async function* opBatches(
  path: string,
  read: ReadOp = readAny,
): AsyncGenerator<readonly Op[]> {
  let line = 1;
  for await (const text of wholeLines(historyBytes(path))) {
    const ops: Op[] = [];
    for (let from = 0; from < text.length; line += 1) {
      const end = text.indexOf("\n", from);
      const to = end === -1 ? text.length : end;
      // The first line is the header.
      const op = line === 1 ? null : read(text, from, to, line);
      if (op?.type === "damaged") throw new Error(`line ${op.line}: ${op.reason}`);
      if (op !== null) ops.push(op);
      from = to + 1;
    }
    yield ops;
  }
}

function readAny(text: string, from: number, to: number, line: number): Op | DamagedLine {
  return decodeOp(text.slice(from, to), line);
}

/** @throws Error where bytes are no text */
async function* wholeLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    if (end > 0) {
      yield textOf(Buffer.concat([...rest, chunk.subarray(0, end)]));
      rest = [];
    }
    if (end < chunk.length) rest.push(Buffer.from(chunk.subarray(end)));
  }
  if (rest.length > 0) yield textOf(Buffer.concat(rest));
}

function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new Error("a line is not UTF-8 text");
  return bytes.toString();
}
