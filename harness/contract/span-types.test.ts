import { expect, test } from "vitest";
import { spanKey } from "./span-types.ts";

test("a span is named by its id, a text or a number", () => {
  expect([{ id: "a" }, { id: 7 }, { id: "7" }].map((data) => spanKey(data, { id: "id" }))).toEqual([
    "a",
    "7",
    "7",
  ]);
});

test.for([{}, { id: null }, { id: true }, { id: {} }, { other: "a" }])("%j names none", (data) => {
  expect(spanKey(data, { id: "id" })).toBeNull();
  expect(spanKey({ ...data, of: "x" }, { id: "id", scope: ["of"] })).toBeNull();
});

test("what every object inherits is no id", () => {
  expect(spanKey({}, { id: "constructor" })).toBeNull();
});

test("under another scope, or under none, an equal id is another span", () => {
  const rule = { id: "id", scope: ["of"] };
  const keys = [{ of: "x" }, { of: "y" }, {}, { of: null }].map((more) =>
    spanKey({ id: "a", ...more }, rule),
  );
  expect(new Set(keys).size).toBe(3);
  expect(spanKey({ id: "a", of: 1 }, rule)).toBe(spanKey({ id: "a", of: "1" }, rule));
  expect(spanKey({ id: "a" }, rule)).not.toBe(spanKey({ id: "a" }, { id: "id" }));
});
