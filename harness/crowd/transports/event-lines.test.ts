import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readEventStream } from "../../dialects/event-stream.ts";
import { EventLines } from "./event-lines.ts";

interface Cut {
  readonly events: readonly string[];
  readonly rest: string;
}

function cut(chunks: readonly (Buffer | string)[]): Cut {
  const lines = new EventLines();
  const events = chunks.flatMap((chunk) => lines.push(Buffer.from(chunk)));
  return { events: events.map(String), rest: lines.rest().toString() };
}

describe("cuts a stream into", () => {
  test.for<[string, string, readonly string[], string]>([
    ["events that end in LF", "data: a\n\ndata: b\n\n", ["data: a\n\n", "data: b\n\n"], ""],
    ["events that end in CR LF", "a\r\n\r\nb\r\n\r\n", ["a\r\n\r", "b\r\n\r"], ""],
    ["events that end in CR", "a\r\rb\r\r", ["a\r\r", "b\r\r"], ""],
    ["events of mixed ends", "a\r\nb\n\rc\r\n\n", ["a\r\nb\n\r", "c\r\n\n"], ""],
    ["no events of blank lines", "\n\r\n\r\ra\n\n\n\n", ["a\n\n"], ""],
    [
      "events without the mark of the stream",
      "\u{feff}a\n\n\u{feff}b\n\n",
      ["a\n\n", "\u{feff}b\n\n"],
      "",
    ],
    ["what is left", "a\n\nb\nc", ["a\n\n"], "b\nc"],
    ["what is left of a line end", "a\r\n", [], "a\r\n"],
    ["comments like all else", ": x\n\n", [": x\n\n"], ""],
    ["nothing", "", [], ""],
  ])("%s", ([, text, events, rest]) => {
    expect(cut([text])).toEqual({ events, rest });
  });
});

test("what looked like the mark, and was text, is kept", () => {
  const text = Buffer.from([0xef, 0xbb, 0x61]);
  expect(cut([text.subarray(0, 1), text.subarray(1, 2), text.subarray(2)]).rest).toBe(
    text.toString(),
  );
  expect(cut([text.subarray(0, 2)]).rest).toBe(text.subarray(0, 2).toString());
});

test("it does not matter where the chunks are cut", () => {
  const piece = fc.constantFrom("\n", "\r", "\r\n", "data: ", "é", "\u{feff}", ":", "x");
  const streams = fc
    .tuple(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(60), { maxLength: 6 }))
    .map(([pieces, cuts]) => ({ bytes: Buffer.from(pieces.join("")), cuts }));
  fc.assert(
    fc.property(streams, ({ bytes, cuts }) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
      const chunks = at.map((from, index) => bytes.subarray(from, at[index + 1]));
      expect(cut(chunks)).toEqual(cut([bytes]));
    }),
    { numRuns: 1_000 },
  );
});

test("every event reads as in the whole stream, and only the rest is cut off", () => {
  const line = fc.constantFrom("data: a", "data", "data:b", ": c", "id: 1", "");
  const end = fc.constantFrom("\n", "\r", "\r\n");
  const streams = fc.array(fc.tuple(line, end), { maxLength: 20 }).map((lines) => lines.flat());
  fc.assert(
    fc.property(streams, (parts) => {
      const text = parts.join("");
      const { events, rest } = cut([text]);
      const read = events.map(readEventStream);
      expect(read.flatMap((one) => one.events)).toEqual(readEventStream(text).events);
      expect(read.filter(({ cutOff }) => cutOff)).toEqual([]);
      expect(rest === "" || readEventStream(rest).cutOff).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
