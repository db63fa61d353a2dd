import type { StandardSchemaV1 } from "@standard-schema/spec";
import * as v from "valibot";
import { expect, test } from "vitest";
import { brokenFields, brokenSchema } from "./payload.ts";

/** A schema that is nothing but its `validate`. */
function schema(validate: (value: unknown) => unknown): StandardSchemaV1 {
  return {
    "~standard": { version: 1, vendor: "test", validate },
  } as StandardSchemaV1;
}

test("each rule names the field that breaks it, and how", () => {
  const rules = {
    blank: "text",
    number: "text",
    gone: "text",
    nothing: "object",
    list: "object",
    flag: "number",
  } as const;
  const data = { blank: " \n", number: 4, nothing: null, list: [], flag: true };
  expect(brokenFields(data, Object.entries(rules))).toEqual([
    { kind: "empty-text", field: "blank", words: "is an empty text" },
    { kind: "wrong-type", field: "number", words: "is number, not string" },
    { kind: "missing-field", field: "gone", words: "is missing" },
    { kind: "missing-field", field: "nothing", words: "is missing" },
    { kind: "wrong-type", field: "list", words: "is array, not object" },
    { kind: "wrong-type", field: "flag", words: "is boolean, not number" },
  ]);
});

test("what fits its rule is left alone, an empty string and a present null among it", () => {
  const rules = {
    text: "text",
    string: "string",
    number: "number",
    boolean: "boolean",
    object: "object",
    array: "array",
    result: "present",
  } as const;
  const data = { text: "a", string: "", number: 0, boolean: false, object: {}, array: [] };
  expect(brokenFields({ ...data, result: null, more: 1 }, Object.entries(rules))).toEqual([]);
});

test("a field is the payload's own, not one that every object inherits", () => {
  expect(brokenFields({}, [["valueOf", "present"]])).toEqual([
    { kind: "missing-field", field: "valueOf", words: "is missing" },
  ]);
});

test("a schema's first issue is told with its path", () => {
  const strict = v.object({ call: v.object({ id: v.string() }) });
  expect(brokenSchema({ call: { id: 7 } }, strict)).toEqual({
    kind: "schema",
    field: "call.id",
    words: 'breaks its schema: "Invalid type: Expected string but received 7"',
  });
  expect(brokenSchema({ call: { id: "7" } }, strict)).toBeNull();
});

test("a path of keys and of segments is dotted", () => {
  const path = ["calls", { key: 0 }, "id"];
  const odd = schema(() => ({ issues: [{ message: "no", path }] }));
  expect(brokenSchema({}, odd)).toMatchObject({ field: "calls.0.id" });
});

test("an issue of the payload itself has no path", () => {
  const never = schema(() => ({ issues: [{ message: "no" }] }));
  expect(brokenSchema({}, never)).toEqual({
    kind: "schema",
    field: "",
    words: 'breaks its schema: "no"',
  });
});

test("a schema that answers with a promise, or throws, gives no answer", () => {
  const later = schema(() => Promise.reject(new Error("later")));
  const broken = schema(() => {
    throw new Error("broken");
  });
  expect(brokenSchema({}, later)).toBe("asynchronous");
  expect(brokenSchema({}, broken)).toBe("threw");
});
