import { expect, test } from "vitest";
import { checkLines } from "./checklist.ts";

test("what was found, and what to do about it, within the width", () => {
  const ill = {
    what: "Node",
    state: "ill",
    found: "20.1.0 on linux",
    fix: "Install Node 22.22 or newer, with whatever installed this one.",
  } as const;
  expect(checkLines(ill, 60)).toEqual([
    "  NO    Node               20.1.0 on linux",
    "                           to do: Install Node 22.22 or",
    "                           newer, with whatever installed",
    "                           this one.",
  ]);
});

test("what a server said cannot move the cursor", () => {
  const lines = checkLines({ what: "x", state: "well", found: "\u001b[2Jhi\ryou", fix: null }, 80);
  expect(lines).toEqual(["  ok    x                  \\u{1b}[2Jhi\\u{d}you"]);
});

test("the last lines of a server stay lines, each beneath what was found", () => {
  const found = "It ended. Its last lines:\nNO    Node\nno DATABASE_URL";
  expect(checkLines({ what: "target", state: "ill", found, fix: "Read them." }, 80)).toEqual([
    "  NO    target             It ended. Its last lines:",
    "                           NO    Node",
    "                           no DATABASE_URL",
    "                           to do: Read them.",
  ]);
});
