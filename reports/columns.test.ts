import * as fc from "fast-check";
import { expect, test } from "vitest";
import { columns, fit, pad, wrap } from "./columns.ts";

test("wide characters take two columns, combining marks none", () => {
  expect(["abc", "日本", "👩", "é", "e\u0301", ""].map(columns)).toEqual([3, 4, 2, 1, 1, 0]);
});

test("fits a text into its columns", () => {
  expect([fit("abcdef", 4), fit("日本語", 4), fit("abcd", 4)]).toEqual(["abc…", "日…", "abcd"]);
});

test("what is cut twice says so once", () => {
  expect([fit("run 0a54b33c…  seq 5", 14), fit("run 0a54b33c…", 12)]).toEqual([
    "run 0a54b33c…",
    "run 0a54b33…",
  ]);
});

test("pads by columns, on either side", () => {
  expect([pad("日", 4), pad("7", 3, "left"), pad("long", 2)]).toEqual(["日  ", "  7", "long"]);
});

test("wraps at spaces, and inside a word only when it is longer than a line", () => {
  expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
  expect(wrap("a abcdefgh", 4)).toEqual(["a", "abcd", "efgh"]);
  expect(wrap("", 4)).toEqual([""]);
});

test("no wrapped line is too long, and nothing is lost", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 2, max: 30 }), (text, width) => {
      const lines = wrap(text, width);
      expect(Math.max(...lines.map(columns))).toBeLessThanOrEqual(width);
      expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    }),
  );
});
