import { expect, test } from "vitest";
import { PlainRun } from "./run.ts";
import { lineOf } from "./testing.ts";

/** A run of which these texts are kept, by their numbers. */
function keeping(texts: readonly string[]): PlainRun {
  const run = new PlainRun();
  run.forget();
  for (const [number, text] of texts.entries()) {
    const line = lineOf(JSON.stringify(text));
    line.text();
    run.keep(number, line);
  }
  return run;
}

const LENGTHS = Array.from({ length: 10 }, (_, length) => length);

test.each(LENGTHS)("a text of %i characters comes again, and is passed", (length) => {
  const text = "abcdefghijkl".slice(0, length);
  const run = keeping(["before", text, "behind"]);
  const line = lineOf(`"${text}",1`);
  expect([run.comes(1, line), line.at]).toEqual([true, length + 2]);
});

test.each(LENGTHS)("no byte of a text of %i characters may be another", (length) => {
  const quoted = `"${"abcdefghijkl".slice(0, length)}"`;
  const run = keeping(["before", quoted.slice(1, -1), "behind"]);
  for (let at = 0; at < quoted.length; at += 1) {
    const line = lineOf(`${quoted.slice(0, at)}~${quoted.slice(at + 1)},1`);
    expect([at, run.comes(1, line), line.at]).toEqual([at, false, 0]);
  }
});

test("a text that is cut off does not come", () => {
  const run = keeping(["abcdefg"]);
  for (let length = 0; length < 9; length += 1) {
    expect([length, run.comes(0, lineOf('"abcdefg"'.slice(0, length)))]).toEqual([length, false]);
  }
});

test("a text of which nothing is kept does not come", () => {
  const run = keeping(["one"]);
  expect(run.comes(1, lineOf('"one"'))).toBe(false);
  run.forget();
  expect(run.comes(0, lineOf('"one"'))).toBe(false);
});

test("there is room for texts of any length", () => {
  const texts = ["a", "b", "c"].map((letter) => letter.repeat(300));
  const run = keeping(texts);
  for (const [number, text] of texts.entries()) {
    expect([number, run.comes(number, lineOf(`"${text}"`))]).toEqual([number, true]);
  }
});
