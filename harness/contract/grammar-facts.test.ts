import { expect, test } from "vitest";
import {
  countOf,
  grammarTypes,
  isFixed,
  lastTypes,
  mayBeEmpty,
  typesAfter,
} from "./grammar-facts.ts";
import {
  type Grammar,
  interleave,
  one,
  oneOf,
  optional,
  others,
  repeat,
  sequence,
  spans,
} from "./grammar.ts";
import { SPAN } from "./testing.ts";

const { otherCloses: _other, ...PLAIN } = SPAN;
const RULES = { tool: SPAN, step: { ...PLAIN, open: "O", close: "C", inside: [] } };

const [a, b] = ["a", "b"].map(one) as [Grammar, Grammar];

test.for([
  [a, "a 1..1, z 0..0"],
  [sequence(a, b, a), "a 2..2, b 1..1, z 0..0"],
  [interleave(a, repeat(a, 1, 3)), "a 2..4, z 0..0"],
  [oneOf(a, sequence(a, a, b)), "a 1..2, b 0..1, z 0..0"],
  [oneOf(repeat(a), b), "a 0.., b 0..1, z 0..0"],
  [repeat(sequence(a, a), 2, 3), "a 4..6, z 0..0"],
  [repeat(repeat(a), 2, 3), "a 0.., z 0..0"],
  [repeat(a, 2), "a 2.., z 0..0"],
  [sequence(a, repeat(a)), "a 1.., z 0..0"],
  [sequence(repeat(a), a), "a 1.., z 0..0"],
  [spans("tool", 1, 2), "o 1..2, c 0..2, i 0.., x 0..2, z 0..0"],
  [spans("step", 1, 2), "O 1..2, C 1..2, z 0..0"],
  [spans("tool", 0, 0), "o 0..0, c 0..0, i 0..0, x 0..0, z 0..0"],
  [spans("gone"), "o 0..0, z 0..0"],
  [sequence(a, others()), "a 1..1, z 1..1"],
] as const)("how often a type may come: %j", ([grammar, expected]) => {
  const words = expected.split(", ").map((word) => word.split(" ")[0] ?? "");
  const counted = words.map((type) => {
    const { min, max } = countOf(type, grammar, RULES);
    return `${type} ${min}..${max ?? ""}`;
  });
  expect(counted.join(", ")).toBe(expected);
});

test("a grammar's types, each once, in order of first mention", () => {
  const grammar = sequence(
    a,
    oneOf(b, a),
    interleave(spans("tool"), repeat(one("d"))),
    spans("gone"),
  );
  expect(grammarTypes(grammar, RULES)).toEqual(["a", "b", "o", "i", "c", "x", "d"]);
});

test.for([
  [a, "a"],
  [sequence(a, b), "b"],
  [sequence(a, optional(b)), "a b"],
  [sequence(optional(a), repeat(b)), "a b"],
  [sequence(a, repeat(b, 1)), "b"],
  [sequence(a, oneOf(b, one("d"))), "b d"],
  [sequence(a, interleave(b, one("d"))), "b d"],
  [sequence(a, spans("tool", 1)), "c x"],
  [sequence(a, spans("step", 1)), "C"],
  [sequence(a, sequence(b, optional(a))), "b a"],
  [sequence(a, others()), "*"],
] as const)("what a run may end with: %j", ([grammar, expected]) => {
  expect(lastTypes(grammar, RULES).join(" ")).toBe(expected);
});

function late(grammar: Grammar): readonly string[] {
  return typesAfter(["end"], grammar, RULES);
}

test("what stands only behind the end of a run", () => {
  const end = one("end");
  expect(late(sequence(a, end, optional(b)))).toEqual(["b"]);
  expect(late(sequence(sequence(a, b, end), sequence(optional(b), one("d"))))).toEqual(["d"]);
  expect(late(sequence(a, b))).toEqual([]);
  expect(late(end)).toEqual([]);
});

test.for([
  [a, false],
  [others(), false],
  [optional(a), true],
  [repeat(a, 1), false],
  [repeat(optional(a), 3), true],
  [spans("tool"), true],
  [spans("tool", 1), false],
  [oneOf(a, optional(b)), true],
  [oneOf(a, b), false],
  [sequence(optional(a), repeat(b)), true],
  [sequence(optional(a), b), false],
  [interleave(optional(a), repeat(b)), true],
  [interleave(optional(a), b), false],
] as const)("whether a run of nothing fits: %j, %s", ([grammar, expected]) => {
  expect(mayBeEmpty(grammar)).toBe(expected);
});

function fixed(grammar: Grammar): boolean {
  return isFixed({ grammar, spans: RULES });
}

test("a grammar is fixed where every type comes as often in every run", () => {
  expect(fixed(sequence(a, repeat(b, 2, 2), spans("step", 1, 1)))).toBe(true);
  expect(fixed(interleave(a, b))).toBe(true);
  expect(fixed(sequence(a, optional(b)))).toBe(false);
  expect(fixed(sequence(a, spans("tool", 1, 1)))).toBe(false);
  expect(fixed(sequence(a, others()))).toBe(false);
});
