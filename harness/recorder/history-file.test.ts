import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { HarnessError } from "../errors/harness-error.ts";
import { encodeLine } from "../history/codec.ts";
import type { Op } from "../history/op.ts";
import { sampleHeader } from "../history/testing.ts";
import { asNobody } from "../testing/as-nobody.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { openHistory } from "./history-reader.ts";
import { createHistoryWriter } from "./history-writer.ts";
import { ticks } from "./testing.ts";

async function write(path: string, ops: readonly Op[]): Promise<void> {
  const writer = createHistoryWriter(path, sampleHeader, (error) => expect.fail(error.message));
  for (const op of ops) writer.push(op);
  await writer.close();
  expect(writer.failure).toBeNull();
}

async function read(path: string): Promise<{ ops: Op[]; damage: [number, string][] }> {
  const history = await openHistory(path);
  expect(history.header).toEqual(sampleHeader);
  const ops: Op[] = [];
  const damage: [number, string][] = [];
  for await (const op of history.ops(({ line, reason }) => damage.push([line, reason])))
    ops.push(op);
  return { ops, damage };
}

describe("a history that was written", () => {
  test("is read as it was, by its file or by its folder, as often as one likes", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "history.ndjson");
    await write(path, ticks(20_000));
    expect(await read(path)).toEqual({ ops: ticks(20_000), damage: [] });
    expect(await read(folder)).toEqual({ ops: ticks(20_000), damage: [] });
    expect((await openHistory(folder)).paths).toEqual([path]);
  });

  test("is for its owner's eyes only", async () => {
    const path = join(temporaryFolder(), "history.ndjson");
    await write(path, []);
    expect((statSync(path).mode & 0o777).toString(8)).toBe("600");
  });

  test("replaces what was there, its header first", async () => {
    const path = join(temporaryFolder(), "history.ndjson");
    writeFileSync(path, "something older, and much longer than what comes now\n".repeat(1_000));
    await write(path, ticks(1));
    expect(readFileSync(path, "utf8")).toBe(
      `${encodeLine(sampleHeader)}\n{"index":0,"time":0,"type":"tick","lag":0}\n`,
    );
  });

  test("may be left in the middle", async () => {
    const path = join(temporaryFolder(), "history.ndjson");
    await write(path, ticks(50_000));
    const history = await openHistory(path);
    const seen: number[] = [];
    for await (const op of history.ops()) {
      seen.push(op.index);
      if (op.index === 2) break;
    }
    expect(seen).toEqual([0, 1, 2]);
  });
});

describe("a damaged history", () => {
  test("cut off in its last line loses that line, and says so", async () => {
    const path = join(temporaryFolder(), "history.ndjson");
    await write(path, ticks(3));
    truncateSync(path, statSync(path).size - 5);
    expect(await read(path)).toEqual({ ops: ticks(2), damage: [[4, "not a JSON object"]] });
  });

  test("keeps what stands after a broken line, a line of a later version, and raw bytes", async () => {
    const path = join(temporaryFolder(), "history.ndjson");
    await write(path, ticks(1));
    appendFileSync(path, '{"index":1,"ti\n{"type":"teleport","index":2}\n\n');
    appendFileSync(path, Buffer.from([0xff, 0xfe, 0x0a]));
    appendFileSync(path, `${encodeLine({ index: 5, time: 9, type: "tick", lag: 1 })}\n`);
    expect(await read(path)).toEqual({
      ops: [...ticks(1), { index: 5, time: 9, type: "tick", lag: 1 }],
      damage: [
        [3, "not a JSON object"],
        [4, 'unknown type of op: "teleport"'],
        [5, "not a JSON object"],
        [6, "not UTF-8 text, or too long to be an op"],
      ],
    });
  });
});

describe("what is no history", () => {
  test.each([
    ["a file that is not there", () => {}, "file-missing", /There is no .*there\.$/],
    ["a folder without one", mkdirSync, "not-a-history", /holds no history\.ndjson\.$/],
    ["an empty file", (path: string) => writeFileSync(path, ""), "not-a-history", "is empty"],
    [
      "another file",
      (path: string) => writeFileSync(path, "once upon a time\n"),
      "not-a-history",
      "is no history: not a JSON object",
    ],
    [
      "lines of somebody else's",
      (path: string) => writeFileSync(path, "{}\n{}\n"),
      "not-a-history",
      "is no history: its first line is no header of a Quintet history",
    ],
    [
      "a header of a later format",
      (path: string) => writeFileSync(path, `${JSON.stringify({ ...sampleHeader, quintet: 2 })}\n`),
      "not-a-history",
      "it is of format 2, which a later Quintet wrote: use that one",
    ],
  ])("%s is an error that says so", async (_what, prepare, code, message) => {
    const path = join(temporaryFolder(), "there");
    prepare(path);
    await expect(openHistory(path)).rejects.toMatchObject({
      name: "HarnessError",
      code,
      message: expect.stringMatching(message),
    });
  });
});

test("a folder that may not be looked into is an error that says so, and no defect of ours", async () => {
  const outer = temporaryFolder();
  const path = join(outer, "locked");
  mkdirSync(path, { mode: 0 });
  chmodSync(outer, 0o755);
  const opened = asNobody(async () => openHistory(path));
  await expect(opened).rejects.toMatchObject({
    code: "file-missing",
    message: expect.stringMatching(/locked cannot be read: EACCES/),
  });
});

describe("a disk that fails", () => {
  test("when full is reported once, and pushing and closing go on quietly", async () => {
    const { promise, resolve } = Promise.withResolvers<HarnessError>();
    let reports = 0;
    const writer = createHistoryWriter("/dev/full", sampleHeader, (error) => {
      reports += 1;
      resolve(error);
    });
    expect(writer.failure).toBeNull();
    for (const op of ticks(20_000)) writer.push(op);
    const error = await promise;
    for (const op of ticks(20_000)) writer.push(op);
    await writer.close();
    await writer.close();
    expect(writer.failure).toBe(error);
    expect(error).toMatchObject({ code: "disk-full", message: expect.stringContaining("ENOSPC") });
    expect(reports).toBe(1);
  });

  test("is found at the latest when the file is closed", async () => {
    const reports: HarnessError[] = [];
    const writer = createHistoryWriter("/dev/full", sampleHeader, (error) => reports.push(error));
    await writer.close();
    expect(writer.failure).toMatchObject({ code: "disk-full" });
    expect(reports).toEqual([writer.failure]);
  });

  test("for want of its folder is reported too", async () => {
    const path = join(temporaryFolder(), "gone", "history.ndjson");
    const reports: HarnessError[] = [];
    const writer = createHistoryWriter(path, sampleHeader, (error) => reports.push(error));
    await writer.close();
    expect(reports).toMatchObject([
      { code: "disk-full", message: expect.stringContaining("ENOENT") },
    ]);
  });

  test("by being too slow: beyond its queue the rest is dropped, what stands is a history cut short", async () => {
    const path = join(temporaryFolder(), "history.ndjson");
    const reports: HarnessError[] = [];
    const limits = { batch: 1_000, queue: 10_000 };
    const writer = createHistoryWriter(path, sampleHeader, (error) => reports.push(error), limits);
    // Nothing is written before this loop returns to the event loop: the queue must fill.
    for (const op of ticks(5_000)) writer.push(op);
    await writer.close();
    expect(reports).toMatchObject([
      { code: "disk-full", message: expect.stringContaining("cannot keep up") },
    ]);
    const { ops, damage } = await read(path);
    expect(damage).toEqual([]);
    expect(ops.length).toBeGreaterThan(0);
    expect(ops).toEqual(ticks(5_000).slice(0, ops.length));
    // All that could wait, and the batch that was one too many for it.
    const { size } = statSync(path);
    expect([size > limits.queue, size < limits.queue + 2 * limits.batch]).toEqual([true, true]);
  });
});
