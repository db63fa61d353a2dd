import { expect, test } from "vitest";
import { excerpt, name } from "./excerpt.ts";

test("a short plain text is quoted as it is", () => {
  expect(excerpt("going away")).toBe('"going away"');
});

test("what would hide or break a line is written as an escape", () => {
  expect(excerpt("a\nb\u202Ec\u2028d\u200Be\u0000")).toBe(
    String.raw`"a\nb\u{202e}c\u{2028}d\u{200b}e\u0000"`,
  );
});

test("a quotation cannot be closed from within", () => {
  expect(excerpt('a" and "b')).toBe(String.raw`"a\" and \"b"`);
});

test("a long text is cut, and says so", () => {
  expect(excerpt("abcdef", 3)).toBe('"abc"…');
  expect(excerpt("abc", 3)).toBe('"abc"');
});

test("a plain name stands bare, and anything else is quoted", () => {
  expect(["tool.call-1", "", "a b", "é"].map(name)).toEqual(["tool.call-1", '""', '"a b"', '"é"']);
});

test("half a character at the cut is no lone surrogate", () => {
  expect(excerpt("ab😀", 3).isWellFormed()).toBe(true);
});
