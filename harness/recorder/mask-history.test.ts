import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { HistoryHeader } from "../history/header.ts";
import type { EventOp, Op } from "../history/op.ts";
import { SILENT_FRAME } from "../history/silent-frame.ts";
import { sampleHeader } from "../history/testing.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { PACKED, partName } from "./history-parts.ts";
import { openHistory } from "./history-reader.ts";
import { createHistoryWriter } from "./history-writer.ts";
import { maskHistory } from "./mask-history.ts";

function event(index: number, text: string): EventOp {
  const said = { type: "a", run: null, thread: null, user: null, id: null, seq: null, at: null };
  const on = { connection: 1, user: "amy", bytes: 9 };
  return { index, time: index, type: "event", ...on, event: { ...said, data: { text } } };
}

function end(index: number): Op {
  const counts = { ops: index + 1, connections: 0 };
  return { index, time: index, type: "end", reason: "finished", ...counts };
}

async function write(path: string, ops: readonly Op[], header: HistoryHeader = sampleHeader) {
  const writer = createHistoryWriter(path, header, (error) => expect.fail(error.message));
  for (const op of ops) writer.push(op);
  await writer.close();
}

async function textsIn(folder: string) {
  const history = await openHistory(folder);
  const texts: unknown[] = [];
  for await (const op of history.ops())
    texts.push(op.type === "event" ? op.event.data["text"] : op.type);
  return { texts, lost: [...history.lost.keys()] };
}

const MASK = expect.stringMatching(/^masked-[0-9a-f]{12}$/);

test.for(["", PACKED])(
  "a history%s is masked but for the ops to keep, in its place",
  async (mark) => {
    const folder = temporaryFolder();
    await write(join(folder, `history.ndjson${mark}`), [event(0, "one"), event(1, "two"), end(2)]);
    await maskHistory(folder, new Set([1]));
    expect(await textsIn(folder)).toEqual({ texts: [MASK, "two", "end"], lost: [] });
    expect(readdirSync(folder)).toEqual([`history.ndjson${mark}`]);
  },
);

test("of a payload every text is masked, however deep, and its structure stays", async () => {
  const folder = temporaryFolder();
  const said = event(0, "same");
  const data = {
    list: ["same", { deep: "other" }],
    nothing: null,
    number: 7,
    yes: true,
    empty: " ",
  };
  await write(join(folder, "history.ndjson"), [
    { ...said, event: { ...said.event, data } },
    end(1),
  ]);
  await maskHistory(folder, new Set());
  const found: unknown[] = [];
  for await (const op of (await openHistory(folder)).ops())
    if (op.type === "event") found.push(op.event.data);
  const masked = { list: [MASK, { deep: MASK }], nothing: null, number: 7, yes: true, empty: " " };
  expect(found).toEqual([masked]);
  expect(JSON.stringify(found)).not.toMatch(/same|other/);
});

test("the header says that it is to be masked until it is", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "history.ndjson");
  await write(path, [event(0, "one"), end(1)], { ...sampleHeader, unmasked: true });
  expect((await openHistory(folder)).header.unmasked).toBe(true);
  await maskHistory(folder, new Set());
  expect((await openHistory(folder)).header).toEqual(sampleHeader);
});

test("what a server said in frames, closes and refusals is masked, and our own words for a failure stay", async () => {
  const folder = temporaryFolder();
  const on = { connection: 1, user: "amy" };
  const open = { ...on, type: "open", role: "user", took: 1 } as const;
  const closed = { type: "close", by: "server", code: 1008, frames: 1, bytes: 9 } as const;
  const ops: readonly Op[] = [
    { index: 0, time: 0, ...open, outcome: "rejected", status: 403, reason: "amy may not" },
    { index: 1, time: 1, ...open, outcome: "failed", status: null, reason: "ECONNREFUSED" },
    { index: 2, time: 2, ...open, outcome: "open", status: 101, reason: "of a friendly server" },
    { index: 3, time: 3, ...open, outcome: "open", status: 101, reason: null },
    { ...SILENT_FRAME, index: 4, time: 4, ...on, kind: "unknown", bytes: 9, text: "news" },
    { index: 5, time: 5, ...on, ...closed, reason: "amy must go" },
    end(6),
  ];
  await write(join(folder, "history.ndjson"), ops);
  await maskHistory(folder, new Set());
  const said: unknown[] = [];
  for await (const op of (await openHistory(folder)).ops()) {
    if (op.type === "open" || op.type === "close") said.push(op.reason);
    if (op.type === "frame") said.push(op.text);
  }
  expect(said).toEqual([MASK, "ECONNREFUSED", MASK, null, MASK, MASK]);
});

test("one takes the place of those of slices, packed as they were", async () => {
  const folder = temporaryFolder();
  for (const index of [0, 1]) {
    const slice = { index, count: 2 };
    const path = join(folder, `${partName(slice)}${PACKED}`);
    await write(path, [event(0, `text ${index}`), end(1)], { ...sampleHeader, slice });
  }
  await maskHistory(folder, new Set([1]));
  expect(await textsIn(folder)).toEqual({ texts: [MASK, "text 1", "end"], lost: [] });
  expect(readdirSync(folder)).toEqual([`history.ndjson${PACKED}`]);
});

test("of slices one of which has no end, all is masked, and that one has none still", async () => {
  const folder = temporaryFolder();
  for (const index of [0, 1]) {
    const slice = { index, count: 2 };
    const ops = [event(0, `text ${index}`), ...(index === 0 ? [end(1)] : [])];
    await write(join(folder, partName(slice)), ops, { ...sampleHeader, slice });
  }
  await maskHistory(folder, new Set([0, 1]));
  expect(await textsIn(folder)).toEqual({ texts: [MASK, MASK, "end"], lost: ["Amy"] });
  expect(readdirSync(folder)).toEqual(["history-1of2.ndjson", "history-2of2.ndjson"]);
});

test("a slice that nobody can read is taken away", async () => {
  const folder = temporaryFolder();
  const slice = { index: 0, count: 2 };
  await write(join(folder, partName(slice)), [event(0, "one"), end(1)], { ...sampleHeader, slice });
  writeFileSync(join(folder, partName({ index: 1, count: 2 })), "cut of");
  await maskHistory(folder, new Set([0]));
  expect(await textsIn(folder)).toEqual({ texts: [MASK, "end"], lost: ["Amy"] });
  expect(readdirSync(folder)).toEqual(["history-1of2.ndjson"]);
});

test("of a history that is not whole each part is masked in its place, by its own numbers", async () => {
  const folder = temporaryFolder();
  for (const index of [0, 1]) {
    const slice = { index, count: 2 };
    const ops = [event(0, `first ${index}`), event(1, `second ${index}`), end(2)];
    const header = { ...sampleHeader, slice, history: "findings" } as const;
    await write(join(folder, partName(slice)), ops, header);
  }
  // Among all, 1 is the first of the second slice, and 2 the second of the first.
  await maskHistory(folder, new Set([1, 2]));
  const kept = await Promise.all(
    [0, 1].map((index) => textsIn(join(folder, partName({ index, count: 2 })))),
  );
  expect(kept.map(({ texts }) => texts)).toEqual([
    [MASK, "second 0", "end"],
    ["first 1", MASK, "end"],
  ]);
});

test("a history that is not whole, and of no slice, is masked by the numbers of all", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "history.ndjson");
  const ops = [event(0, "one"), event(1, "two"), end(2)];
  await write(path, ops, { ...sampleHeader, history: "findings" });
  await maskHistory(folder, new Set([1]));
  expect(await textsIn(folder)).toMatchObject({ texts: [MASK, "two", "end"] });
});
