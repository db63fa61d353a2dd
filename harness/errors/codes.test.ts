import { expect, test } from "vitest";
import { ERRORS } from "./codes.ts";

const ENTRIES = Object.entries(ERRORS);

test("every code is a stable kebab-case name with an exit code of a failed execution", () => {
  expect(ENTRIES.length).toBeGreaterThan(0);
  expect(ENTRIES.filter(([code]) => !/^[a-z]+(-[a-z]+)*$/.test(code))).toEqual([]);
  expect(ENTRIES.filter(([, { exit }]) => ![2, 64, 70].includes(exit))).toEqual([]);
});

test("every code tells what to do next, in a sentence of its own", () => {
  const hints = ENTRIES.map(([, { hint }]) => hint);
  expect(hints.filter((hint) => hint.trim().length < 20)).toEqual([]);
  expect(new Set(hints).size).toBe(hints.length);
});

test("only a defect of ours exits as one", () => {
  expect(ENTRIES.filter(([, { exit }]) => exit === 70).map(([code]) => code)).toEqual(["defect"]);
});
