import { Buffer, isUtf8 } from "node:buffer";
import type { Part } from "../../../checkers/parts/part.ts";
import type { HistoryHeader } from "../../../history/header.ts";
import type { Slice } from "../../../history/slice.ts";
import { LINE_FEED } from "./line.ts";
import { PlainSlice } from "./plain-slice.ts";
import { termsOf } from "./terms.ts";

const END_OF_LINE = Buffer.from("\n");

/** Bytes of one line: the header of a very large plan is the longest. */
const LONGEST = 256 * 1_024 * 1_024;

/**
 * Judges a slice of a stored history in which every run is just what its contract says, by reading each of its lines
 * once where it stands: of such a run nothing needs to be compared. All that is of no run is judged as ever.
 *
 * @param chunks the bytes of the history; each stands only until the next is asked for
 * @param slice null: all that the history holds
 *
 * Null: something is not plainly so, or the contract is not of one event after the other. Whoever then judges op by op
 * may find nothing wrong with it either.
 */
export async function judgePlainly(
  chunks: AsyncIterable<Buffer>,
  header: HistoryHeader,
  slice: Slice | null,
): Promise<Part | null> {
  const terms = termsOf(header);
  // Only of a slice all ids are kept, by which an event that came to two is known.
  if (terms === null || (slice ?? header.slice) === undefined) return null;
  const judge = new PlainSlice(header, slice, terms);
  let begun: Buffer[] = [];
  let length = 0;
  let isHeader = true;

  /** The line that ends with this line feed, of which the others hold the beginning. */
  function takeBegun(last: Buffer): boolean {
    const line = Buffer.concat([...begun, last]);
    begun = [];
    length = 0;
    const isTaken = isHeader || (isUtf8(line) && judge.take(line, 0) === line.length);
    isHeader = false;
    return isTaken;
  }

  for await (const chunk of chunks) {
    const behind = chunk.lastIndexOf(LINE_FEED) + 1;
    let from = 0;
    if (behind > 0 && (length > 0 || isHeader)) {
      from = chunk.indexOf(LINE_FEED) + 1;
      if (!takeBegun(chunk.subarray(0, from))) return null;
    }
    if (!isUtf8(chunk.subarray(from, behind))) return null;
    while (from < behind) {
      from = judge.take(chunk, from);
      if (from === 0) return null;
    }
    if (from < chunk.length) begun.push(Buffer.from(chunk.subarray(from)));
    length += chunk.length - from;
    if (length > LONGEST || judge.seen() > 0) return null;
  }
  if (length > 0 && !takeBegun(END_OF_LINE)) return null;
  return judge.finish();
}
