import { expect, test } from "vitest";
import { garbledIn } from "./garbled.ts";

const LOST = "\u{FFFD}";

test.for([
  ["split between two pieces", ["gr", LOST, `${LOST}n`], "grün", 1],
  ["at the beginning and at the end", [LOST, "ber ", LOST], "über é", 0],
  ["one of several", ["ü", `b${LOST}`, "r"], "übär", 1],
  ["several characters in a row", ["a", LOST, LOST, "b"], "a日本b", 1],
  ["in the whole", ["grün"], `gr${LOST}${LOST}n`, -1],
  ["in both alike", [`gr${LOST}n`], `gr${LOST}n`, null],
  ["in neither", ["grun"], "grün", null],
  ["where the whole has ASCII", [`gr${LOST}n`], "green", null],
  ["where the whole has nothing", [`gr${LOST}n`], "grn", null],
  ["of another text", [`gr${LOST}n`], "blaü", null],
  ["too much of it", [`a${LOST}b`], `a${"日".repeat(9)}b`, null],
] as const)("characters that could not be decoded, %s", ([, pieces, whole, at]) => {
  expect(garbledIn(pieces, whole)).toBe(at);
});
