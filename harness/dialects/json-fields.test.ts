import { expect, test } from "vitest";
import { asId, asInteger, asTime, reader } from "./json-fields.ts";

test.each([
  [1_700_000_000_123, 1_700_000_000_123],
  [1_700_000_000.5, 1_700_000_000_500],
  [1_700_000_000_123_456, 1_700_000_000_123.456],
  [1_700_000_000_123_000_000, 1_700_000_000_123],
  [99_999_999_999, 99_999_999_999_000],
  [100_000_000_000, 100_000_000_000],
  [99_999_999_999_999, 99_999_999_999_999],
  [100_000_000_000_000, 100_000_000_000],
  [100_000_000_000_000_000, 100_000_000_000],
  ["1700000000123", 1_700_000_000_123],
  ["2023-11-14T22:13:20Z", 1_700_000_000_000],
  ["2023-11-14T22:13:20.123456Z", 1_700_000_000_123],
  ["2023-11-14T23:13:20+01:00", 1_700_000_000_000],
  ["2023-11-14 22:13:20", 1_700_000_000_000],
  ["2023-11-14T22:13:20.5", 1_700_000_000_500],
  ["yesterday", null],
  ["2023-99-99T00:00:00Z", null],
  ["", null],
  [-1, null],
  [null, null],
  [{}, null],
])("the time %j is %j", (value, time) => {
  expect(asTime(value)).toBe(time);
});

test.each([
  ["r1", "r1"],
  [7, "7"],
  [2 ** 53 - 1, "9007199254740991"],
  [2 ** 53, null],
  [Infinity, null],
  [NaN, null],
  ["", null],
  [true, null],
  [["r1"], null],
  [undefined, null],
])("the id %j is %j", (value, id) => {
  expect(asId(value)).toBe(id);
});

test.each([
  [3, 3],
  ["3", 3],
  [-1, -1],
  [1.5, null],
  [1e300, null],
  ["3x", null],
  [[3], null],
])("the number %j is %j", (value, number) => {
  expect(asInteger(value)).toBe(number);
});

test("a path reads own keys only, at any depth", () => {
  expect(reader("a.b")({ a: { b: 1 } })).toBe(1);
  expect(reader("a.b")({ a: [1] })).toBeUndefined();
  expect(reader("a.b.c")({ a: null })).toBeUndefined();
  expect(reader("constructor")({})).toBeUndefined();
  expect(reader("constructor.name")({})).toBeUndefined();
});
