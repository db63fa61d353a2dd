import type { Writable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import * as library from "ws";
import { FRAMES } from "../testing/corpus.ts";
import { binary, more, ping, text } from "../testing/server-frames.ts";
import { FrameReader } from "./frame-reader.ts";

/** Part of `ws`, though not of its types. */
const { Receiver } = library as unknown as {
  readonly Receiver: new (options: object) => Writable;
};

const MAX_BYTES = 1_000;

/** No longer ones are cut everywhere. */
const SHORT = 300;

type Told = readonly unknown[];

/** What the receiver of `ws` makes of these reads, with the limits that its client has. */
async function known(reads: readonly Buffer[], maxPayload = MAX_BYTES): Promise<readonly Told[]> {
  const told: Told[] = [];
  const receiver = new Receiver({
    maxPayload,
    maxFragments: 16 * 1024,
    maxBufferedChunks: 256 * 1024,
  });
  const tell =
    (what: string) =>
    (...details: readonly unknown[]) =>
      void told.push([what, ...details.map(readable)]);
  receiver.on("message", tell("message"));
  receiver.on("ping", tell("ping"));
  receiver.on("pong", tell("pong"));
  receiver.on("conclude", tell("concluded"));
  receiver.on("error", (error: NodeJS.ErrnoException) => void told.push(["refused", error.code]));
  for (const read of reads) {
    if (receiver.writableEnded || receiver.errored) break;
    receiver.write(read);
  }
  await setImmediate();
  return told;
}

function lean(reads: readonly Buffer[], maxBytes = MAX_BYTES): readonly Told[] {
  const told: Told[] = [];
  const reader = new FrameReader(maxBytes);
  const listener = {
    message: (data: Buffer, isBinary: boolean) =>
      void told.push(["message", readable(data), isBinary]),
    beat: (kind: string, data: Buffer) => void told.push([kind, readable(data)]),
    concluded: (code: number, reason: Buffer) =>
      void told.push(["concluded", code, readable(reason)]),
    refused: (code: string) => void told.push(["refused", code]),
  };
  // As a socket does: every read comes in the same buffer.
  const shared = Buffer.alloc(Math.max(...new Set(reads.map(({ length }) => length))) + 2);
  for (const read of reads) {
    shared.fill(0xee);
    read.copy(shared, 1);
    reader.read(shared, 1, 1 + read.length, listener);
  }
  return told;
}

function readable(detail: unknown): unknown {
  return Buffer.isBuffer(detail) ? detail.toString("latin1") : detail;
}

describe("wherever it is cut, it is read as by ws", () => {
  test.for(Object.entries(FRAMES))("%s", async ([, frames]) => {
    const bytes = Buffer.concat(frames);
    const whole = await known([bytes]);
    for (let at = 0; at < Math.min(bytes.length, SHORT); at += 1) {
      const reads = [bytes.subarray(0, at), bytes.subarray(at)].filter(({ length }) => length > 0);
      expect({ at, told: lean(reads) }).toEqual({ at, told: whole });
    }
    expect(lean([bytes])).toEqual(whole);
  });
});

describe("limits are those of ws:", () => {
  const begun = binary("", { fin: false });

  test.for([16_382, 16_383])("a message of %i fragments behind the first", async (count) => {
    const parts = Array.from({ length: count - 1 }, () => more("", { fin: false }));
    const bytes = Buffer.concat([begun, ...parts, more("end"), text("next")]);
    const told = lean([bytes]);
    expect(told).toEqual(await known([bytes]));
    expect(told).toHaveLength(2);
  });

  test("a message of one fragment more", async () => {
    const parts = Array.from({ length: 16_384 }, () => more("", { fin: false }));
    const reads = [Buffer.concat([begun, ...parts, ping("late")])];
    expect(lean(reads)).toEqual([["refused", "WS_ERR_TOO_MANY_BUFFERED_PARTS"]]);
    expect(await known(reads)).toEqual(lean(reads));
  });

  test("a payload in as many reads as there may be, which cost ws seconds", () => {
    const [[what, data] = []] = lean(payloadIn(262_144), 0);
    expect([what, String(data).length]).toEqual(["message", 262_144]);
  });

  test("a payload in one read more", async () => {
    const told = lean(payloadIn(262_145), 0);
    expect(told.slice(0, 1)).toEqual([["refused", "WS_ERR_TOO_MANY_BUFFERED_PARTS"]]);
    expect(await known(payloadIn(262_145), 0)).toEqual(told);
  });
});

/** So many reads of a byte, the first with the head of the frame. */
function payloadIn(count: number): readonly Buffer[] {
  const frame = binary("x".repeat(count), { lengthBytes: 8 });
  const rest = Array.from({ length: count - 1 }, () => Buffer.from("x"));
  return [frame.subarray(0, frame.length - count + 1), ...rest];
}
