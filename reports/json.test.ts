import { expect, test } from "vitest";
import { verdictJson } from "./json.ts";
import { failed, hostile } from "./testing.ts";

test("is the verdict, indented, in one order, ending in a newline", () => {
  const text = verdictJson(failed);
  expect(JSON.parse(text)).toEqual(failed);
  expect(text.startsWith('{\n  "quintet": 1,\n  "outcome": "fail",\n  "seed": "s",\n')).toBe(true);
  expect(text.endsWith("\n}\n")).toBe(true);
  expect(verdictJson(structuredClone(failed))).toBe(text);
});

test("hostile text means the same, and moves no cursor when it is printed", () => {
  const text = verdictJson(hostile);
  expect(JSON.parse(text)).toEqual(hostile);
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
});
