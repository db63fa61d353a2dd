import { expect, test } from "vitest";
import { equal, samePayload } from "./equal.ts";

test("values of JSON are equal by what they hold, whatever the order of keys", () => {
  const deep = { a: [1, { b: null, c: "x" }], d: true };
  expect(equal(deep, { d: true, a: [1, { c: "x", b: null }] })).toBe(true);
  expect(equal([], [])).toBe(true);
  expect(equal(null, null)).toBe(true);
});

test.for([
  ["a number", 1, "1"],
  ["a text", "a", "b"],
  ["an item", [1, 2], [1, 3]],
  ["an item more", [1, 2], [1]],
  ["an item that only one has", [], [undefined]],
  ["the order of items", [1, 2], [2, 1]],
  ["a list for an object", [1], { 0: 1 }],
  ["an object for a list", { 0: 1 }, [1]],
  ["what looks like a list for one", { 0: 1, length: 1 }, [1]],
  ["a list for what looks like one", [1], { 0: 1, length: 1 }],
  ["an empty list for an empty object", [], {}],
  ["a field", { a: 1 }, { a: 2 }],
  ["a field more", { a: 1, b: 1 }, { a: 1 }],
  ["a field less", { a: 1 }, { a: 1, b: 1 }],
  ["a field of another name", { a: undefined }, { b: undefined }],
  ["nothing for an object", null, {}],
  ["an object for nothing", {}, null],
  ["a text for an object", "", {}],
  ["an object for a text", {}, ""],
] as const)("%s makes a difference", ([, a, b]) => {
  expect(equal(a, b)).toBe(false);
});

test("two payloads are the same but for a time stamp of their own", () => {
  expect(samePayload({ text: "a", timestamp: 1 }, { timestamp: 2, text: "a" })).toBe(true);
  expect(samePayload({ text: "a", timestamp: 1 }, { text: "a" })).toBe(true);
  expect(samePayload({ text: "a" }, { text: "b" })).toBe(false);
  expect(samePayload({ in: { timestamp: 1 } }, { in: { timestamp: 2 } })).toBe(false);
  expect(equal({ timestamp: 1 }, { timestamp: 2 })).toBe(false);
});
