import { createHmac, randomBytes } from "node:crypto";
import { rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Op } from "../history/op.ts";
import { HISTORY } from "./history-parts.ts";
import { openHistory } from "./history-reader.ts";
import { createHistoryWriter } from "./history-writer.ts";

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
  const [first = path] = history.paths;
  const target = history.paths.length === 1 ? first : join(dirname(first), HISTORY);
  const beside = `${target}.masked`;
  const writer = createHistoryWriter(beside, history.header, () => {});
  const mask = masker(randomBytes(32));
  for await (const op of history.ops()) writer.push(keep.has(op.index) ? op : masked(op, mask));
  await writer.close();
  if (writer.failure !== null) {
    await rm(beside, { force: true });
    throw writer.failure;
  }
  await rename(beside, target);
  for (const part of history.paths) if (part !== target) await rm(part, { force: true });
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
