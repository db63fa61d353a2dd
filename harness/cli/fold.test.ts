import { expect, test } from "vitest";
import { fold } from "./fold.ts";

const narrow = { isTTY: true, columns: 30 };
const HINT = "quintet: There is no fault.\n  There are: drop-middle, drop-tail, black-hole.";

test("on a terminal no word is cut, and what follows stands as far in as its head", () => {
  expect(fold(HINT, narrow, {})).toBe(
    "quintet: There is no fault.\n  There are: drop-middle,\n  drop-tail, black-hole.",
  );
});

test("what is read by a program stays in one piece", () => {
  expect(fold(HINT, { columns: 30 }, { COLUMNS: "30" })).toBe(HINT);
});

test("a line with a word that is wider than the terminal is there to be copied", () => {
  const sent = '  It was sent {"type":"user_message","run_id":"{run}"}, the default.';
  expect(fold(sent, narrow, {})).toBe(sent);
});

test("a line that fits stays as it is, and so does an empty one", () => {
  expect(fold("  note  a doubt\n", narrow, {})).toBe("  note  a doubt\n");
});
