import { execFileSync } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { encodeLine } from "../history/codec.ts";
import type { HistoryHeader } from "../history/header.ts";
import type { EndOp, Op, TickOp } from "../history/op.ts";
import { sampleHeader } from "../history/testing.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { partName, partsIn } from "./history-parts.ts";
import { openHistory } from "./history-reader.ts";

const tick = (index: number, time: number): TickOp => ({ index, time, type: "tick", lag: 0 });
const end = (index: number, time: number): EndOp => {
  return { index, time, type: "end", reason: "finished", ops: index + 1, connections: 0 };
};

function write(
  folder: string,
  index: number,
  ops: readonly Op[],
  differs: Partial<HistoryHeader> = {},
): void {
  const slice = { index, count: 2 };
  const header: HistoryHeader = { ...sampleHeader, slice, ...differs };
  const lines = [encodeLine(header), ...ops.map(encodeLine)];
  writeFileSync(join(folder, partName(slice)), `${lines.join("\n")}\n`);
}

async function read(folder: string) {
  const history = await openHistory(folder);
  const ops: Op[] = [];
  for await (const op of history.ops()) ops.push(op);
  return { header: history.header, lost: history.lost, ops };
}

test("slices in a folder are one history of the whole crowd, by the clock of the one that began first", async () => {
  const folder = temporaryFolder();
  write(folder, 0, [tick(0, 5), end(1, 6)], { epoch: sampleHeader.epoch + 10 });
  write(folder, 1, [tick(0, 5), end(1, 6)]);
  expect(await read(folder)).toEqual({
    header: sampleHeader,
    lost: new Map(),
    ops: [tick(0, 5), tick(1, 15), end(2, 16)],
  });
});

test("users of a slice that is not there, or has no end, are lost by name", async () => {
  const folder = temporaryFolder();
  write(folder, 1, [tick(0, 1), end(1, 2)]);
  const [amy, sentinel] = sampleHeader.plan.users.map(({ id }) => id);
  expect((await read(folder)).lost).toEqual(
    new Map([[amy, "slice 1 of 2 of the crowd left no record"]]),
  );
  write(folder, 0, [tick(0, 1), end(1, 2)]);
  write(folder, 1, [tick(0, 1)]);
  expect((await read(folder)).lost).toEqual(
    new Map([[sentinel, "slice 2 of 2 of the crowd left a record without an end"]]),
  );
});

test("a machine's slices are its part of the crowd, and nobody else's users are missed in it", async () => {
  const folder = temporaryFolder();
  const shard = { index: 1, count: 2 };
  write(folder, 1, [tick(0, 1), end(1, 2)], { shard });
  expect(await read(folder)).toMatchObject({ header: { slice: shard }, lost: new Map() });
  write(folder, 0, [tick(0, 1), end(1, 2)], { shard: { index: 0, count: 2 } });
  expect(await read(folder)).toMatchObject({ header: sampleHeader, lost: new Map() });
});

test("a slice that somebody unpacked beside its file is one slice", async () => {
  const folder = temporaryFolder();
  write(folder, 0, [tick(0, 1), end(1, 2)]);
  write(folder, 1, [tick(0, 1), end(1, 2)]);
  const [first = ""] = await partsIn(folder);
  copyFileSync(first, `${first}.zst`);
  expect(await partsIn(folder)).toHaveLength(2);
});

test("slices come in the order of their numbers, and not of their names", async () => {
  const folder = temporaryFolder();
  const names = Array.from({ length: 11 }, (_, index) => partName({ index, count: 11 }));
  for (const name of names) writeFileSync(join(folder, name), "");
  expect(await partsIn(folder)).toEqual(names.map((name) => join(folder, name)));
});

test("slices of several executions are no history", async () => {
  const folder = temporaryFolder();
  write(folder, 0, [end(0, 1)]);
  write(folder, 1, [end(0, 1)], { nonce: "11" });
  await expect(openHistory(folder)).rejects.toMatchObject({ code: "not-a-history" });
});

test.for([
  ["nothing", ""],
  ["a part of its header", encodeLine(sampleHeader).slice(0, 40)],
] as const)(
  "a slice of which a kill left %s is lost by name, and the others are read",
  async ([, left]) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, partName({ index: 0, count: 2 })), left);
    write(folder, 1, [tick(0, 1), end(1, 2)]);
    const [amy] = sampleHeader.plan.users.map(({ id }) => id);
    const { lost, ops } = await read(folder);
    expect([lost, ops]).toEqual([
      new Map([[amy, "slice 1 of 2 of the crowd left no record"]]),
      [tick(0, 1), end(1, 2)],
    ]);
  },
);

test("of slices none of which can be read there is no history", async () => {
  const folder = temporaryFolder();
  for (const index of [0, 1]) writeFileSync(join(folder, partName({ index, count: 2 })), "");
  await expect(openHistory(folder)).rejects.toMatchObject({ code: "not-a-history" });
});

test("a pipe is the history of no slice: it would be waited for", async () => {
  const folder = temporaryFolder();
  execFileSync("mkfifo", [join(folder, "history-1of2.ndjson")]);
  writeFileSync(join(folder, "history-2of2.ndjson"), "");
  expect(await partsIn(folder)).toEqual([join(folder, "history-2of2.ndjson")]);
});
