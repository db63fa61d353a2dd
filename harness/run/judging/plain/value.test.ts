import * as fc from "fast-check";
import { expect, test } from "vitest";
import { lineOf } from "./testing.ts";
import { passValue } from "./value.ts";

/** The kind of what fills the line; null: it is no JSON value, or is not read as one. */
function passed(text: string): string | null {
  const line = lineOf(text);
  const kind = passValue(line);
  return line.at === line.end ? kind : null;
}

test("whatever JSON.stringify writes is passed, and its kind told", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      const kind = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
      expect([text, passed(text)]).toEqual([text, kind]);
    }),
    { seed: 7 },
  );
});

test.each([
  ["a text that does not end", '"a'],
  ["a control character", '"a\nb"'],
  ["an escape that there is not", String.raw`"\x41"`],
  ["half an escape", String.raw`"\u12g4"`],
  ["a quote that is escaped, and no other", String.raw`"\"`],
  ["a number with a leading zero", "01"],
  ["a point without digits", "1."],
  ["an exponent without digits", "1e+"],
  ["a lonely sign", "-"],
  ["a comma too many", "[1,]"],
  ["a name without a value", '{"a"}'],
  ["a name that is none", "{1:2}"],
  ["an object that does not end", '{"a":1'],
  ["a word that is none", "nul"],
  ["nothing", ""],
  ["more levels than anybody keeps", "[".repeat(65) + "]".repeat(65)],
])("%s is not passed", (_what, text) => {
  expect(passed(text)).toBeNull();
});

test("one character changed: what is passed, JSON.parse reads too", () => {
  const scribbles = fc.constantFrom(...SCRIBBLES, "");
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(), scribbles, (value, column, scribble) => {
      const text = JSON.stringify(value);
      const at = column % text.length;
      const changed = text.slice(0, at) + scribble + text.slice(at + 1);
      expect([changed, passed(changed) === null || isJson(changed)]).toEqual([changed, true]);
    }),
    { seed: 7, numRuns: 2_000 },
  );
});

const SCRIBBLES = [
  '"',
  "\\",
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  "0",
  "-",
  ".",
  "e",
  "u",
  " ",
  "/",
  "\t",
];

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
