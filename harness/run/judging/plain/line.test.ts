import * as fc from "fast-check";
import { expect, test } from "vitest";
import { wordOf } from "./line.ts";
import { lineOf } from "./testing.ts";

/** The number that fills the line; null: it is none. */
function amountIn(text: string): number | null {
  const line = lineOf(text);
  return line.amount() && line.at === line.end ? line.number : null;
}

test("a number is just what JSON.parse makes of it", () => {
  const written = fc.oneof(
    fc.double({ min: 0, max: 1e15, noNaN: true }).map(String),
    fc.integer({ min: 0, max: 2_000_000_000_000 }).map((micro) => String(micro / 1_000)),
  );
  fc.assert(
    fc.property(written, (text) => {
      const expected: unknown = text.includes("e") ? null : JSON.parse(text);
      expect([text, amountIn(text)]).toEqual([text, expected]);
    }),
    { seed: 7, numRuns: 2_000 },
  );
});

test.each(["", "01", "00.5", "1.", ".5", "-1", "1e3", "1.5E2", "x"])("%j is no amount", (text) => {
  expect(amountIn(text)).toBeNull();
});

test.each([
  ["0", 0],
  ["999999999999999", 999_999_999_999_999],
  ["9999999999999999", null],
  ["01", null],
  ["-1", null],
])("as a whole number %s is %s", (text, number) => {
  const line = lineOf(text);
  expect(line.whole() ? line.number : null).toBe(number);
});

test("a text is read up to its quote, and told as it stands", () => {
  const line = lineOf('"grüße","b"');
  expect([line.text(), line.said()]).toEqual([true, "grüße"]);
  expect(line.isText(wordOf("grüße"))).toBe(true);
  expect(line.isText(wordOf("grüßen"))).toBe(false);
  expect(line.isText(wordOf("grüß"))).toBe(false);
  expect([line.literal(wordOf(',"')), line.text()]).toEqual([true, false]);
});

test.each([String.raw`"a\n"`, '"a', '"a\u0001"', "a"])(
  "of %j nothing is passed: it is no text without escapes",
  (text) => {
    const line = lineOf(text);
    expect([line.text(), line.at]).toEqual([false, 0]);
  },
);

test("a word is passed only where all of it stands", () => {
  const line = lineOf('{"index":12');
  expect([line.literal(wordOf('{"time":')), line.at]).toEqual([false, 0]);
  expect([line.literal(wordOf('{"index":')), line.whole(), line.number]).toEqual([true, true, 12]);
  expect(line.literal(wordOf(","))).toBe(false);
});

test("a line is over where nothing stands before its end", () => {
  const end = wordOf("}}");
  const over = ["}}\n", "}}", "}} \n", "}\n"].map((text) => lineOf(text).isOver(end));
  expect(over).toEqual([true, false, false, false]);
});
