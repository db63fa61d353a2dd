import { type DamagedLine, decodeOp } from "../history/codec.ts";
import type { Op } from "../history/op.ts";
import { historyBytes } from "./history-bytes.ts";
import { readLines } from "./lines.ts";

/** The op of one line, or what is wrong with the line; null: this op is not wanted. */
export type ReadOp = (line: string, number: number) => Op | DamagedLine | null;

/**
 * The ops of a history file, as many together as were read at once: for whoever can do nothing with one in which
 * anything is amiss. Memory: one chunk and one line.
 *
 * @throws Error that names the line, at the first that cannot be read
 */
export async function* opBatches(
  path: string,
  read: ReadOp = decodeOp,
): AsyncGenerator<readonly Op[]> {
  for await (const { from, lines } of readLines(historyBytes(path))) {
    const ops: Op[] = [];
    // The first line is the header.
    for (let at = from === 1 ? 1 : 0; at < lines.length; at += 1) {
      const line = lines[at] ?? null;
      if (line === null) throw new Error(`line ${from + at}: not UTF-8 text, or too long`);
      const op = read(line, from + at);
      if (op?.type === "damaged") throw new Error(`line ${op.line}: ${op.reason}`);
      if (op !== null) ops.push(op);
    }
    yield ops;
  }
}
