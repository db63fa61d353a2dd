import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { HarnessError } from "../errors/harness-error.ts";
import { encodeLine } from "../history/codec.ts";
import type { HistoryHeader } from "../history/header.ts";
import type { OpSink } from "../history/sink.ts";
import { PACKED } from "./history-parts.ts";
import { createPacker } from "./packed.ts";

/** Characters gathered before they are handed to the disk. */
const BATCH = 256 * 1_024;

/** Bytes that may wait for the disk. */
const QUEUE = 64 * 1_024 * 1_024;

/** A history file that is being written. */
export interface HistoryWriter extends OpSink {
  /** Why it is not whole; null: all that was pushed is written, or on its way. */
  readonly failure: HarnessError | null;
  /** For whoever can wait, as a crowd cannot: until what was handed to the disk is there. */
  caughtUp(): Promise<void>;
  /** Writes what is left and closes the file. Never rejects: look at `failure`. */
  close(): Promise<void>;
}

/**
 * Writes header and ops to a file, one JSON line each, in batches; at the latest with each `health` op.
 *
 * The crowd is never made to wait for the disk, since a waiting crowd would measure the disk and not the
 * server. A slow disk is bridged by a queue of 64 MiB; beyond it, or on any error of the file, the
 * writer fails once, drops the rest and says so, so that the execution ends early. What stands in the
 * file then has no `end` op: whoever reads it knows that it is cut short.
 *
 * A file whose name ends with `.zst` is packed in a thread of Node's pool: what waits for that
 * thread waits in the same queue, unpacked.
 *
 * @param onFailure called at most once, with the code `disk-full`
 */
export function createHistoryWriter(
  path: string,
  header: HistoryHeader,
  onFailure: (error: HarnessError) => void,
  limits: { readonly batch: number; readonly queue: number } = { batch: BATCH, queue: QUEUE },
): HistoryWriter {
  const file = createWriteStream(path, { flags: "w", mode: 0o600 });
  let failure: HarnessError | null = null;
  let batch = `${encodeLine(header)}\n`;
  file.on("error", (error) => fail(error.message, error));
  const packer = path.endsWith(PACKED) ? createPacker(file) : null;
  packer?.on("error", (error) => fail(error.message, error));
  const entry = packer ?? file;
  // At once: whatever becomes of the rest, it can be told what it was of.
  flush();

  function fail(reason: string, cause?: Error): void {
    if (failure) return;
    failure = new HarnessError("disk-full", `The history could not be written: ${reason}`, {
      cause,
    });
    batch = "";
    onFailure(failure);
  }

  function flush(): void {
    if (batch === "") return;
    const waiting = file.writableLength + (packer?.writableLength ?? 0);
    if (waiting > limits.queue) {
      fail(`${waiting} bytes wait for the disk, which cannot keep up`);
      return;
    }
    entry.write(batch);
    batch = "";
  }

  return {
    get failure() {
      return failure;
    },
    push(op) {
      if (failure) return;
      batch += `${encodeLine(op)}\n`;
      if (batch.length >= limits.batch || op.type === "health") flush();
    },
    async caughtUp() {
      // An error is told by `failure`.
      if (entry.writableNeedDrain) await once(entry, "drain").catch(() => undefined);
    },
    async close() {
      if (!failure) flush();
      entry.end();
      await finished(file).catch(() => undefined);
    },
  };
}
