import type { Buffer } from "node:buffer";
import type { Part } from "../../../checkers/parts/part.ts";
import type { HistoryHeader } from "../../../history/header.ts";
import type { Slice } from "../../../history/slice.ts";
import { LINE_FEED, PlainSlice } from "./plain-slice.ts";
import { termsOf } from "./terms.ts";

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
  let isHeader = true;
  for await (const chunk of chunks) {
    const behind = isHeader ? chunk.indexOf(LINE_FEED) + 1 : 0;
    if (isHeader && behind === 0) continue;
    isHeader = false;
    if (!judge.push(chunk.subarray(behind))) return null;
  }
  return judge.finish();
}
