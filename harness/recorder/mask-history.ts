import { createHmac, randomBytes } from "node:crypto";
import { rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Op } from "../history/op.ts";
import { numberInSlice } from "../history/slice.ts";
import { HISTORY, PACKED, unfinishedName } from "./history-parts.ts";
import { openHistory, type StoredHistory, type StoredPart } from "./history-reader.ts";
import { createHistoryWriter } from "./history-writer.ts";

/** Ops between two looks at whether the disk keeps up. */
const BREATH = 1_000;

/**
 * Rewrites a stored history so that what a server said is gone from it, but for the ops that prove findings.
 *
 * Every text of a payload becomes a mask: equal texts get equal masks, an empty text stays empty, so that the
 * history can still be judged. Numbers, structure, ids of the envelope and sightings stay. The key of the masks
 * is thrown away. One history takes the place of those of slices. On failure the files are as they were.
 *
 * @param keep indexes of the ops that stay as they are
 * @throws HarnessError `file-missing`, `not-a-history`, `disk-full`
 */
export async function maskHistory(path: string, keep: ReadonlySet<number>): Promise<void> {
  const history = await openHistory(path);
  // What nobody can read cannot be masked either, and tells nobody anything.
  const read = new Set(history.parts.map((part) => part.path));
  for (const file of history.paths) if (!read.has(file)) await rm(file, { force: true });
  if (history.lost.size > 0 && history.header.history === undefined) {
    // As one they would no longer tell whose slice has no end. Their own numbers prove nothing: all is masked.
    for (const part of history.parts) await rewrite(part, part.path, new Set());
    return;
  }
  if (history.header.history !== undefined) {
    for (const part of history.parts) await rewrite(part, part.path, keptOf(part, keep));
    return;
  }
  const [first = path] = history.paths;
  const whole = first.endsWith(PACKED) ? `${HISTORY}${PACKED}` : HISTORY;
  const target = history.paths.length === 1 ? first : join(dirname(first), whole);
  await rewrite(history, target, keep);
  for (const part of history.paths) if (part !== target) await rm(part, { force: true });
}

/** Numbers in the part of what has these among all. */
function keptOf({ header }: StoredPart, keep: ReadonlySet<number>): ReadonlySet<number> {
  const { slice } = header;
  if (slice === undefined) return keep;
  return new Set([...keep].flatMap((number) => numberInSlice(slice, number) ?? []));
}

async function rewrite(
  { header, ops }: Pick<StoredHistory, "header" | "ops">,
  target: string,
  keep: ReadonlySet<number>,
): Promise<void> {
  const beside = join(dirname(target), unfinishedName(basename(target)));
  const { unmasked: _unmasked, ...masking } = header;
  const writer = createHistoryWriter(beside, masking, () => {});
  const mask = masker(randomBytes(32));
  for await (const op of ops()) {
    writer.push(keep.has(op.index) ? op : masked(op, mask));
    if (op.index % BREATH === 0) await writer.caughtUp();
  }
  await writer.close();
  if (writer.failure !== null) {
    await rm(beside, { force: true });
    throw writer.failure;
  }
  await rename(beside, target);
}

function masked(op: Op, mask: (text: string) => string): Op {
  switch (op.type) {
    case "event":
      return { ...op, truncated: true, event: { ...op.event, data: deep(op.event.data, mask) } };
    case "frame":
      return { ...op, text: mask(op.text) };
    case "close":
      return { ...op, reason: mask(op.reason) };
    case "open":
      // What failed of itself carries our own words.
      return op.outcome === "failed" || op.reason === null
        ? op
        : { ...op, reason: mask(op.reason) };
    default:
      return op;
  }
}

function deep<T>(value: T, mask: (text: string) => string): T;
function deep(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === "string") return mask(value);
  if (Array.isArray(value)) return value.map((item) => deep(item, mask));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, deep(inner, mask)]));
}

function masker(key: Buffer): (text: string) => string {
  return (text) =>
    text.trim() === ""
      ? text
      : `masked-${createHmac("sha256", key).update(text).digest("hex").slice(0, 12)}`;
}
