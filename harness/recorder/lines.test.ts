import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readLines } from "./lines.ts";

async function* chunked(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function linesOf(bytes: Buffer, size: number, limit = 1_000): Promise<(string | null)[]> {
  const all: (string | null)[] = [];
  for await (const { from, lines } of readLines(chunked(bytes, size), limit)) {
    expect(from).toBe(all.length + 1);
    all.push(...lines);
  }
  return all;
}

describe("lines", () => {
  test("are the same however the bytes are chunked, and only a line feed ends one", async () => {
    const text = fc.stringMatching(/^[a-z\u2028\r\u{1f600}]{0,12}$/u);
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1 }),
        fc.integer({ min: 1, max: 9 }),
        async (lines, size) => {
          expect(
            await linesOf(Buffer.from(lines.map((line) => `${line}\n`).join("")), size),
          ).toEqual(lines);
        },
      ),
    );
  });

  test("need no line feed at the end of the file", async () => {
    expect(await linesOf(Buffer.from("a\nb"), 100)).toEqual(["a", "b"]);
    expect(await linesOf(Buffer.from("a\nb\n"), 100)).toEqual(["a", "b"]);
    expect(await linesOf(Buffer.from(""), 100)).toEqual([]);
    expect(await linesOf(Buffer.from("\n\na"), 100)).toEqual(["", "", "a"]);
  });

  test.each([1, 2, 3, 100])(
    "that are not UTF-8 are null, their neighbours whole (chunks of %i)",
    async (size) => {
      const bytes = Buffer.from(
        "e9\nff\nok\n".replace(/e9|ff/g, (hex) => String.fromCharCode(Number.parseInt(hex, 16))),
        "latin1",
      );
      expect(await linesOf(bytes, size)).toEqual([null, null, "ok"]);
    },
  );

  test.each([1, 3, 7])(
    "longer than the limit and over several chunks are null (chunks of %i)",
    async (size) => {
      const text = `a\n${"x".repeat(30)}\nb\n${"y".repeat(30)}`;
      expect(await linesOf(Buffer.from(text), size, 20)).toEqual(["a", null, "b", null]);
    },
  );

  test("longer than the limit are not kept while they are read", async () => {
    const limit = 1_000_000;
    let held = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      const chunk = Buffer.alloc(limit, "x");
      const before = process.memoryUsage().arrayBuffers;
      for (let sent = 0; sent < 100; sent += 1) yield chunk;
      held = process.memoryUsage().arrayBuffers - before;
    }
    const all: (string | null)[] = [];
    for await (const { lines } of readLines(endless(), limit)) all.push(...lines);
    expect(all).toEqual([null]);
    expect(held).toBeLessThan(20 * limit);
  });
});
