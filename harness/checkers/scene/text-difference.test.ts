import { expect, test } from "vitest";
import { textDifference } from "./text-difference.ts";

const words = (text: string): readonly string[] => text.split(/(?= )/u);

test.for([
  ["the same", "a b c", "a b c", null],
  ["one lost", "a c d", "a b c d", { kind: "lost", gap: " b", at: 1 }],
  ["the last lost", "a b", "a b c", { kind: "lost", gap: " c", at: 2 }],
  ["lost within a piece", "ab c", "axb c", { kind: "lost", gap: "x", at: -1 }],
  ["lost at two places", "b d", "a b c d e", { kind: "other" }],
  ["one again, later", "x b c b d", "x b c d", { kind: "doubled", at: 3 }],
  ["two again", "a b c b c d", "a b c d", { kind: "doubled", at: 3 }],
  ["one too many that came but once", "a b x c", "a b c", { kind: "other" }],
  ["two neighbours changed places", "a c b d", "a b c d", { kind: "moved" }],
  ["as long, and another text", "a b c", "a b x", { kind: "other" }],
  ["nothing came", "", "a", { kind: "lost", gap: "a", at: 0 }],
] as const)("%s", ([, pieces, whole, difference]) => {
  expect(textDifference(words(pieces), whole)).toEqual(difference);
});

test("one that moved is found in a long text, and not where too much of it differs", () => {
  const many = Array.from({ length: 10_000 }, (_, at) => ` ${at}`);
  const late = many.toSpliced(5_000, 1).toSpliced(5_003, 0, " 5000");
  expect(textDifference(late, many.join(""))).toEqual({ kind: "moved" });
  const far = many.toSpliced(5_000, 1).toSpliced(9_000, 0, " 5000");
  expect(textDifference(far, many.join(""))).toEqual({ kind: "other" });
});
