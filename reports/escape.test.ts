import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cut, printable } from "./escape.ts";

test("leaves what can be seen as it is", () => {
  expect(printable("zoë 日本 👩 ok")).toBe("zoë 日本 👩 ok");
});

test("colours, cursor moves, direction marks, lone surrogates and line ends become visible", () => {
  expect(printable("a\u001b[31mb\u202ec\ud800d\ne\u009bf\u2028g\u200dh\ufffe")).toBe(
    "a\\u{1b}[31mb\\u{202e}c\\u{d800}d\\u{a}e\\u{9b}f\\u{2028}g\\u{200d}h\\u{fffe}",
  );
});

test("cuts to a number of characters, and never through a pair", () => {
  expect([cut("abcdef", 4), cut("😀😀😀", 2), cut("😀😀", 2), cut("", 0)]).toEqual([
    "abc…",
    "😀…",
    "😀😀",
    "",
  ]);
});

test("whatever comes in, one printable line of bounded length goes out", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 50 }), (text, max) => {
      const out = printable(text, max);
      expect(Array.from(out).length).toBeLessThanOrEqual(max);
      expect(out).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});
