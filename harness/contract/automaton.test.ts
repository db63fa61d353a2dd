import { describe, expect, test } from "vitest";
import { accepts } from "./align.ts";
import { compile } from "./automaton.ts";
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

/** Another of `O` to `C`. */
const RULES = { tool: SPAN, step: { ...SPAN, open: "O", close: "C", otherCloses: [], inside: [] } };

const [a, b, c] = ["a", "b", "c"].map(one) as [Grammar, Grammar, Grammar];

/** Which of these words fit the grammar as a whole. */
function fitting(grammar: Grammar, words: string, whole = true): string {
  const automaton = compile({ grammar, spans: RULES });
  return words
    .split(" ")
    .filter((word) => accepts(automaton, word.replace("-", "").split(""), whole))
    .join(" ");
}

describe("of these words a run may be", () => {
  test.for([
    ["one event", a, "- a aa b ab", "a"],
    ["a sequence", sequence(a, b, a), "- a ab aba abaa ba abb", "aba"],
    ["a sequence of nothing", sequence(), "- a", "-"],
    ["a sequence of sequences", sequence(sequence(a, b), sequence(c)), "ab abc acb c", "abc"],
    ["one of several", oneOf(a, sequence(b, c)), "- a b bc abc bca", "a bc"],
    ["one of two that begin alike", oneOf(a, sequence(a, b)), "a ab b abb", "a ab"],
    ["a mixture", interleave(sequence(a, b), c), "abc acb cab bac ab abcc cba", "abc acb cab"],
    ["a mixture of the same", interleave(a, a, b), "aab aba baa ab aaab aa", "aab aba baa"],
    ["a mixture in a mixture", interleave(a, interleave(b, c)), "abc cba bca ab", "abc cba bca"],
    ["any number", repeat(a), "- a aaaa ab b", "- a aaaa"],
    ["at least two", repeat(a, 2), "- a aa aaa", "aa aaa"],
    ["two or three", repeat(a, 2, 3), "- a aa aaa aaaa", "aa aaa"],
    ["exactly one", repeat(a, 1, 1), "- a aa", "a"],
    ["none", sequence(a, repeat(b, 0, 0)), "a ab", "a"],
    ["one or two pairs", repeat(sequence(a, b), 1, 2), "- ab abab aba ababab", "ab abab"],
    ["twice what may be nothing", repeat(optional(a), 2, 2), "- a aa aaa", "- a aa"],
    ["perhaps one, then another", sequence(optional(a), b), "b ab a aab bb", "b ab"],
    [
      "any of several, and then one of them",
      sequence(repeat(oneOf(a, b)), a),
      "a ba aba ab",
      "a ba aba",
    ],
    ["a type that nobody names", sequence(a, others(), b), "azb aqb aab abb ab azzb", "azb aqb"],
  ] as const)("%s", ([, grammar, words, expected]) => {
    expect(fitting(grammar, words)).toBe(expected);
  });

  test.for([
    [
      "any number of spans",
      spans("tool"),
      "- oc ococ oocc ooccoc o c oco occ co",
      "- oc ococ oocc ooccoc",
    ],
    ["one or two spans", spans("tool", 1, 2), "- oc oocc ococ ocococ ooo", "oc oocc ococ"],
    ["exactly one span", spans("tool", 1, 1), "- oc ococ oocc", "oc"],
    ["no span", sequence(a, spans("tool", 0, 0)), "a aoc", "a"],
    [
      "a span with something inside",
      spans("tool"),
      "oic oiic ioc oci oicx oixoic",
      "oic oiic oixoic",
    ],
    ["a span that closes otherwise", spans("tool"), "ox ooxc oxc x", "ox ooxc"],
    [
      "spans of two kinds",
      interleave(spans("tool"), spans("step")),
      "oOcC OoCc oC oOiCc",
      "oOcC OoCc oOiCc",
    ],
    ["one kind only", spans("step", 1), "OC OiC oc", "OC"],
    ["a span that nobody defined", sequence(a, spans("gone")), "a ao", "a"],
  ] as const)("%s", ([, grammar, words, expected]) => {
    expect(fitting(grammar, words)).toBe(expected);
  });
});

test("a run that may stop anywhere may be any beginning of a whole one", () => {
  expect(fitting(sequence(a, repeat(b, 1), c), "- a ab abb abc b abca", false)).toBe(
    "- a ab abb abc",
  );
  expect(fitting(spans("tool"), "o oi oo c oic", false)).toBe("o oi oo oic");
});

test("one contract is compiled once, and another with the same grammar by itself", () => {
  const grammar = spans("tool");
  const first = compile({ grammar, spans: RULES });
  expect(compile({ grammar, spans: RULES })).toBe(first);
  const other = { tool: { ...SPAN, close: "e" } };
  const second = compile({ grammar, spans: other });
  expect([accepts(second, ["o", "e"], true), accepts(first, ["o", "e"], true)]).toEqual([
    true,
    false,
  ]);
  expect(second.alphabet).toEqual(["o", "i", "e", "x"]);
});

test("equal rests are one state, however they were reached", () => {
  const automaton = compile({ grammar: interleave(repeat(a), repeat(b), c), spans: RULES });
  const after = (word: string) =>
    word
      .split("")
      .reduce<ReturnType<typeof automaton.next>>(
        (state, type) => (state === null ? null : automaton.next(state, type)),
        automaton.start,
      )?.number;
  expect(after("ab")).toBe(after(""));
  expect(after("acb")).toBe(after("ca"));
  expect(after("c")).not.toBe(after(""));
  expect(after("cc")).toBeUndefined();
});
