import { expect, test } from "vitest";
import { durationText, names, notEmpty, rate, wholeNumber } from "./values.ts";

test.for([
  ["5", "Add a unit, such as 5s or 5ms."],
  ["0", "Add a unit, such as 0s or 0ms."],
  ["", "Expected a duration, such as 500ms, 2s or 5m."],
  ["soon", "Expected a duration, such as 500ms, 2s or 5m."],
  ["-1s", "Expected a duration, such as 500ms, 2s or 5m."],
  ["999h", "Expected a duration of 24 days at most."],
] as const)("%j is no duration of a flag", ([text, why]) => {
  expect(() => durationText(text)).toThrow(why);
});

test.for(["0s", "500ms", "1.5m", "24h"])("%s is one, and stays as it was written", (text) => {
  expect(durationText(text)).toBe(text);
});

test("whole numbers keep within their bounds, which are told", () => {
  const tabs = wholeNumber(1, 100);
  expect(["1", "100"].map(tabs)).toEqual([1, 100]);
  for (const text of ["0", "200", "1.5", "many", ""]) {
    expect(() => tabs(text)).toThrow("Expected a whole number from 1 to 100.");
  }
  expect(() => wholeNumber(1)("0")).toThrow("Expected a whole number, 1 or more.");
  expect(() => wholeNumber(1, 8_000)("9000")).toThrow("from 1 to 8,000.");
});

test("a rate may be slow, and is more than none", () => {
  expect(["0.5", "20"].map(rate)).toEqual([0.5, 20]);
  for (const text of ["0", "-1", "", "fast", "0x10", " 5", "1e9", "9".repeat(400)])
    expect(() => rate(text)).toThrow("0.01 or more");
});

test("a text that says nothing is none", () => {
  expect(notEmpty("x")).toBe("x");
  for (const text of ["", " "]) expect(() => notEmpty(text)).toThrow("Must not be empty.");
});

test("names stand between commas", () => {
  expect(names("a, b,,c")).toEqual(["a", "b", "c"]);
});
