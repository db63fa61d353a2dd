import {
  createWriteStream,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { expect, test, vi } from "vitest";
import type { HarnessError } from "../errors/harness-error.ts";
import { encodeLine } from "../history/codec.ts";
import type { HistoryHeader } from "../history/header.ts";
import type { Op } from "../history/op.ts";
import { sampleHeader } from "../history/testing.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { hasEnd, PACKED, partName } from "./history-parts.ts";
import { openHistory } from "./history-reader.ts";
import { createHistoryWriter } from "./history-writer.ts";
import { createPacker } from "./packed.ts";
import { ticks } from "./testing.ts";

const NAME = `history.ndjson${PACKED}`;

/** Ticks and an end. */
function whole(count: number): Op[] {
  const end = { type: "end", reason: "finished", ops: count + 1, connections: 0 } as const;
  return [...ticks(count), { index: count, time: count, ...end }];
}

async function write(path: string, ops: readonly Op[], header = sampleHeader): Promise<void> {
  const writer = createHistoryWriter(path, header, (error) => expect.fail(error.message));
  for (const op of ops) writer.push(op);
  await writer.close();
  expect(writer.failure).toBeNull();
}

function headerOf(index: number): HistoryHeader {
  return { ...sampleHeader, slice: { index, count: 2 } };
}

async function read(path: string) {
  const history = await openHistory(path);
  const ops: Op[] = [];
  const damage: string[] = [];
  for await (const op of history.ops(({ reason }) => damage.push(reason))) ops.push(op);
  return { header: history.header, lost: history.lost, ops, damage };
}

test("is read as it was, by its file or by its folder, and is small", async () => {
  const folder = temporaryFolder();
  const path = join(folder, NAME);
  await write(path, whole(50_000));
  const expected = { header: sampleHeader, lost: new Map(), ops: whole(50_000), damage: [] };
  expect(await read(path)).toEqual(expected);
  expect(await read(folder)).toEqual(expected);
  const plain = whole(50_000).reduce((sum, op) => sum + JSON.stringify(op).length + 1, 0);
  expect(statSync(path).size * 5).toBeLessThan(plain);
  expect(await hasEnd(path)).toBe(true);
});

test("may be left in the middle", async () => {
  const path = join(temporaryFolder(), NAME);
  await write(path, whole(50_000));
  for await (const op of (await openHistory(path)).ops()) if (op.index === 2) break;
  expect((await read(path)).ops.length).toBe(50_001);
});

test("cut off anywhere is read up to the piece that breaks, says so, and has no end", async () => {
  const path = join(temporaryFolder(), NAME);
  const file = createWriteStream(path);
  const packer = createPacker(file);
  const ends: number[] = [];
  for (const text of [sampleHeader, ...whole(9)].map((one) => `${JSON.stringify(one)}\n`)) {
    await new Promise((done) => packer.write(text, done));
    ends.push(file.bytesWritten);
  }
  packer.end();
  await finished(file);
  const bytes = readFileSync(path);
  expect(bytes.length).toBe(ends.at(-1));
  const [header = 0] = ends;
  const within = ends.flatMap((end) => [end - 1, end, end + 1, end + 21, end + 40]);
  for (const length of within.filter((one) => one >= header && one <= bytes.length)) {
    writeFileSync(path, bytes.subarray(0, length));
    const { ops, damage } = await read(path);
    expect(ops).toEqual(whole(9).slice(0, ends.filter((end) => end <= length).length - 1));
    const isBetween = ends.includes(length);
    expect(damage).toEqual(
      isBetween ? [] : ["cannot be read further: the compressed file is cut off or damaged there"],
    );
    expect(await hasEnd(path)).toBe(length === bytes.length);
  }
});

test("in which a byte was changed, wherever, is read as it was written or not at all", async () => {
  const path = join(temporaryFolder(), NAME);
  await write(path, whole(300));
  const bytes = readFileSync(path);
  const header = bytes.indexOf(bytes.subarray(0, 8), 8);
  let refused = 0;
  let tried = 0;
  for (let at = header; at < bytes.length; at += at < header + 24 ? 1 : 7) {
    tried += 1;
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 0x10;
    writeFileSync(path, changed);
    const { ops, damage } = await read(path);
    const isWhole = damage.length === 0;
    expect(ops).toEqual(isWhole ? whole(300) : []);
    expect(await hasEnd(path)).toBe(isWhole);
    if (!isWhole) refused += 1;
  }
  // A bit or two of a frame mean nothing.
  expect(refused).toBeGreaterThan(0.9 * tried);
});

test("of an execution that is killed holds all up to the last health op", async () => {
  const path = join(temporaryFolder(), NAME);
  const writer = createHistoryWriter(path, sampleHeader, (error) => expect.fail(error.message));
  for (const op of ticks(1_000)) writer.push(op);
  const sample = { eventLoopDelayP99: 0, eventLoopDelayMax: 0, maxSendLag: 0, memory: 0 };
  const health: Op = { index: 1_000, time: 1_000, type: "health", ...sample };
  writer.push(health);
  writer.push({ index: 1_001, time: 1_001, type: "tick", lag: 0 });
  // Nobody closes it: what is on disk by itself is what a kill leaves.
  await vi.waitFor(async () => {
    expect(await read(path)).toMatchObject({
      ops: [...ticks(1_000), health],
      damage: [],
    });
  });
  expect(await hasEnd(path)).toBe(false);
  await writer.close();
});

test("of slices is one history, and a slice that was cut off is lost by name", async () => {
  const folder = temporaryFolder();
  const file = (index: number) => join(folder, `${partName({ index, count: 2 })}${PACKED}`);
  await write(file(0), whole(1_000), headerOf(0));
  await write(file(1), whole(1_000), headerOf(1));
  expect(await read(folder)).toMatchObject({ lost: new Map(), damage: [] });
  truncateSync(file(1), statSync(file(1)).size - 10);
  expect((await read(folder)).lost).toEqual(
    new Map([["Amy", "slice 2 of 2 of the crowd left a record without an end"]]),
  );
});

test("on a full disk is reported once, and closing goes on quietly", async () => {
  const path = join(temporaryFolder(), NAME);
  symlinkSync("/dev/full", path);
  const reports: HarnessError[] = [];
  const writer = createHistoryWriter(path, sampleHeader, (error) => reports.push(error));
  for (const op of whole(20_000)) writer.push(op);
  await writer.close();
  await writer.close();
  expect(reports).toMatchObject([
    { code: "disk-full", message: expect.stringContaining("ENOSPC") },
  ]);
});

test("that cannot be written fast enough is bounded by the same queue", async () => {
  const path = join(temporaryFolder(), NAME);
  const reports: HarnessError[] = [];
  const limits = { batch: 1_000, queue: 10_000 };
  const writer = createHistoryWriter(path, sampleHeader, (error) => reports.push(error), limits);
  // Nothing is compressed before this loop returns to the event loop: the queue must fill.
  for (const op of whole(5_000)) writer.push(op);
  await writer.close();
  expect(reports).toMatchObject([{ message: expect.stringContaining("cannot keep up") }]);
  const { ops, damage } = await read(path);
  expect(damage).toEqual([]);
  expect(ops).toEqual(whole(5_000).slice(0, ops.length));
  // All that could wait, unpacked, and the batch that was one too many for it.
  const size = [sampleHeader, ...ops].reduce((sum, op) => sum + encodeLine(op).length + 1, 0);
  expect([size > limits.queue, size < limits.queue + 2 * limits.batch]).toEqual([true, true]);
});
