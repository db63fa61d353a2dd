import { expect, test } from "vitest";
import { GatheredBytes } from "./gathered-bytes.ts";

function gathered(pieces: readonly string[], whole?: number): Buffer {
  const bytes = new GatheredBytes();
  for (const piece of pieces) {
    const padded = Buffer.from(`<${piece}>`);
    bytes.add(padded, 1, padded.length - 1, whole);
  }
  return bytes.all;
}

test("the pieces stand one behind the other", () => {
  const pieces = Array.from({ length: 1_000 }, (_, at) => `piece ${at};`);
  expect(gathered([]).toString()).toBe("");
  expect(gathered(["", "a", "", "b"]).toString()).toBe("ab");
  expect(gathered(pieces).toString()).toBe(pieces.join(""));
  expect(gathered(pieces, pieces.join("").length).toString()).toBe(pieces.join(""));
});

test("what is only announced takes no memory", () => {
  expect(gathered(["x".repeat(50_000)], 2 ** 40).buffer.byteLength).toBe(100_000);
});

test("no more is reserved than will come", () => {
  expect(gathered(["x".repeat(50_000)], 60_000).buffer.byteLength).toBe(60_000);
});

test("what was handed over is not written to again", () => {
  const bytes = new GatheredBytes();
  bytes.add(Buffer.from("first"), 0, 5);
  const { all } = bytes;
  bytes.add(Buffer.from(" second"), 0, 7);
  expect(all.toString()).toBe("first");
});
