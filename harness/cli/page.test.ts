import { expect, test } from "vitest";
import { canRedraw, listWidth, pageOf } from "./page.ts";

const terminal = { isTTY: true, columns: 100 };
const pipe = {};

test.for([
  ["a terminal", terminal, {}, true],
  ["a pipe", pipe, {}, false],
  ["NO_COLOR", terminal, { NO_COLOR: "1" }, false],
  ["an empty NO_COLOR, which says nothing", terminal, { NO_COLOR: "" }, true],
  ["a terminal that is dumb", terminal, { TERM: "dumb" }, false],
  ["FORCE_COLOR in a pipe", pipe, { FORCE_COLOR: "1" }, true],
  ["FORCE_COLOR against NO_COLOR", terminal, { FORCE_COLOR: "", NO_COLOR: "1" }, true],
  ["FORCE_COLOR=0", terminal, { FORCE_COLOR: "0" }, false],
] as const)("colour: %s", ([, screen, environment, colour]) => {
  expect(pageOf(screen, environment).colour).toBe(colour);
});

test.for([
  [{}, true],
  [{ LANG: "en_GB.UTF-8" }, true],
  [{ LANG: "de_DE.utf8@euro" }, true],
  [{ LANG: "C.UTF-8" }, true],
  [{ LANG: "C" }, false],
  [{ LC_ALL: "POSIX", LANG: "en_GB.UTF-8" }, false],
  [{ LC_CTYPE: "de_DE.ISO-8859-1" }, false],
  [{ LC_ALL: "", LC_CTYPE: "C", LANG: "en_GB.UTF-8" }, false],
] as const)("unicode: %j", ([environment, unicode]) => {
  expect(pageOf(terminal, environment).unicode).toBe(unicode);
});

test("the width is the terminal's, or what COLUMNS says, or 80, and never too wide to read", () => {
  const widths = [
    pageOf({ isTTY: true, columns: 60 }, { COLUMNS: "90" }),
    pageOf(pipe, { COLUMNS: "90" }),
    pageOf(pipe, { COLUMNS: "wide" }),
    pageOf({ isTTY: true, columns: 400 }, {}),
  ].map(({ width }) => width);
  expect(widths).toEqual([60, 90, 80, 110]);
});

test("a list is as wide as the terminal, and where there is none the same whatever COLUMNS says", () => {
  expect([
    listWidth({ isTTY: true, columns: 60 }, {}),
    listWidth({ isTTY: true, columns: 400 }, {}),
    listWidth(pipe, { COLUMNS: "60" }),
  ]).toEqual([60, 110, 100]);
});

test("a line is drawn over itself on a terminal that can", () => {
  expect([
    canRedraw(terminal, {}),
    canRedraw(terminal, { TERM: "dumb" }),
    canRedraw(pipe, {}),
  ]).toEqual([true, false, false]);
});
