import { expect, test } from "vitest";
import { type TextDifference, textDifference } from "./text-difference.ts";

const words = (text: string): readonly string[] => text.split(/(?= )/u);

const lost = (...gaps: readonly (readonly [string, number])[]): TextDifference => {
  return { kind: "lost", gaps: gaps.map(([text, at]) => ({ text, at })) };
};

test.for<readonly [string, string, string, TextDifference | null]>([
  ["the same", "a b c", "a b c", null],
  ["one lost", "a c d", "a b c d", lost([" b", 1])],
  ["the last lost", "a b", "a b c", lost([" c", 2])],
  ["lost within a piece", "ab c", "axb c", lost(["x", -1])],
  ["lost at three places", " b d", " a b c d e", lost([" a", 0], [" c", 1], [" e", 2])],
  ["lost before what stands there twice", "x a y", "x a b a y", lost([" a b", 1])],
  ["each from the third on twice", "x y a a b b", "x y a b", { kind: "doubled", at: 3 }],
  ["one twice, and one lost", "a a c d e f", "a b c d e f", { kind: "other" }],
  ["as one, and at two other places", "a x d y", "a b c d e", { kind: "other" }],
  ["one again, later", "x b c b d", "x b c d", { kind: "doubled", at: 3 }],
  ["two again", "a b c b c d", "a b c d", { kind: "doubled", at: 3 }],
  ["one too many that came but once", "a b x c", "a b c", { kind: "other" }],
  ["two neighbours changed places", "a c b d", "a b c d", { kind: "moved" }],
  ["as long, and another text", "a b c", "a b x", { kind: "other" }],
  ["nothing came", "", "a", lost(["a", 0])],
])("%s", ([, pieces, whole, difference]) => {
  expect(textDifference(words(pieces), whole)).toEqual(difference);
});

test("one that moved is found in a long text, and not where too much of it differs", () => {
  const many = Array.from({ length: 10_000 }, (_, at) => ` ${at}`);
  const late = many.toSpliced(5_000, 1).toSpliced(5_003, 0, " 5000");
  expect(textDifference(late, many.join(""))).toEqual({ kind: "moved" });
  const far = many.toSpliced(5_000, 1).toSpliced(9_000, 0, " 5000");
  expect(textDifference(far, many.join(""))).toEqual({ kind: "other" });
});
