import type { ContractData, SpanRule } from "./contract.ts";
import type { Grammar } from "./grammar.ts";

type Rules = ContractData["spans"];

/** How often an event type may come in a run: from, and up to; null is no limit. */
export interface Count {
  readonly min: number;
  readonly max: number | null;
}

const NEVER: Count = { min: 0, max: 0 };
const ONCE: Count = { min: 1, max: 1 };

/** Every event type that a grammar speaks of, each once. */
export function grammarTypes(grammar: Grammar, rules: Rules): readonly string[] {
  return [...new Set(typesOf(grammar, rules))];
}

/** How often a type may come, by the grammar alone. */
export function countOf(type: string, grammar: Grammar, rules: Rules): Count {
  return countIn(grammar, type, rules, grammarTypes(grammar, rules).includes(type));
}

function countIn(grammar: Grammar, type: string, rules: Rules, isNamed: boolean): Count {
  const within = (part: Grammar) => countIn(part, type, rules, isNamed);
  if ("one" in grammar) return grammar.one === type ? ONCE : NEVER;
  if ("others" in grammar) return isNamed ? NEVER : ONCE;
  if ("oneOf" in grammar) return widest(grammar.oneOf.map(within));
  if ("repeat" in grammar) return times(within(grammar.repeat), grammar);
  if ("spans" in grammar) {
    const rule = rules[grammar.spans];
    return rule === undefined ? NEVER : countInSpans(type, rule, grammar);
  }
  return partsOf(grammar).map(within).reduce(sum, NEVER);
}

function countInSpans(type: string, rule: SpanRule, { min, max }: Count): Count {
  const { open, close, inside, otherCloses = [] } = rule;
  if (type === open) return { min, max };
  if (type === close) return { min: otherCloses.length === 0 ? min : 0, max };
  if (otherCloses.includes(type)) return { min: 0, max };
  return inside.includes(type) ? { min: 0, max: max === 0 ? 0 : null } : NEVER;
}

/** Whether every run of this contract has the same events, in whatever order. */
export function isFixed({ grammar, spans }: Pick<ContractData, "grammar" | "spans">): boolean {
  if (hasOthers(grammar)) return false;
  return grammarTypes(grammar, spans).every((type) => {
    const { min, max } = countOf(type, grammar, spans);
    return min === max;
  });
}

function hasOthers(grammar: Grammar): boolean {
  return "others" in grammar || partsOf(grammar).some(hasOthers);
}

/** Types that a run may end with; `*` is any that the grammar does not name. */
export function lastTypes(grammar: Grammar, rules: Rules): readonly string[] {
  if ("one" in grammar) return [grammar.one];
  if ("others" in grammar) return ["*"];
  if ("spans" in grammar) {
    const rule = rules[grammar.spans];
    return rule === undefined ? [] : [rule.close, ...(rule.otherCloses ?? [])];
  }
  if ("repeat" in grammar) return lastTypes(grammar.repeat, rules);
  const parts = partsOf(grammar);
  if (!("sequence" in grammar)) return parts.flatMap((part) => lastTypes(part, rules));
  const last = parts.findLastIndex((part) => !mayBeEmpty(part));
  return parts.slice(Math.max(0, last)).flatMap((part) => lastTypes(part, rules));
}

/** Types that stand only behind the end of a run: what may still follow a success. */
export function typesAfter(
  ends: readonly string[],
  grammar: Grammar,
  rules: Rules,
): readonly string[] {
  const parts = inSequence(grammar);
  const end = parts.findIndex((part) => "one" in part && ends.includes(part.one));
  if (end === -1) return [];
  const before = new Set(parts.slice(0, end).flatMap((part) => typesOf(part, rules)));
  return parts
    .slice(end + 1)
    .flatMap((part) => typesOf(part, rules))
    .filter((type) => !before.has(type));
}

/** The parts of a sequence, sequences in it taken apart. */
function inSequence(grammar: Grammar): readonly Grammar[] {
  return "sequence" in grammar ? grammar.sequence.flatMap(inSequence) : [grammar];
}

/** Whether a run without a single event fits. */
export function mayBeEmpty(grammar: Grammar): boolean {
  if ("one" in grammar || "others" in grammar) return false;
  if ("repeat" in grammar) return grammar.min === 0 || mayBeEmpty(grammar.repeat);
  if ("spans" in grammar) return grammar.min === 0;
  if ("oneOf" in grammar) return grammar.oneOf.some(mayBeEmpty);
  return partsOf(grammar).every(mayBeEmpty);
}

/** The direct parts of a grammar. */
export function partsOf(grammar: Grammar): readonly Grammar[] {
  if ("sequence" in grammar) return grammar.sequence;
  if ("oneOf" in grammar) return grammar.oneOf;
  if ("interleave" in grammar) return grammar.interleave;
  return "repeat" in grammar ? [grammar.repeat] : [];
}

function typesOf(grammar: Grammar, rules: Rules): readonly string[] {
  if ("one" in grammar) return [grammar.one];
  if ("spans" in grammar) {
    const rule = rules[grammar.spans];
    if (rule === undefined) return [];
    return [rule.open, ...rule.inside, rule.close, ...(rule.otherCloses ?? [])];
  }
  return partsOf(grammar).flatMap((part) => typesOf(part, rules));
}

function sum(a: Count, b: Count): Count {
  return { min: a.min + b.min, max: a.max === null || b.max === null ? null : a.max + b.max };
}

function times(one: Count, { min, max }: Count): Count {
  if (one.max === 0) return NEVER;
  return { min: one.min * min, max: one.max === null || max === null ? null : one.max * max };
}

function widest(counts: readonly Count[]): Count {
  return {
    min: Math.min(...counts.map(({ min }) => min)),
    max: counts.some(({ max }) => max === null)
      ? null
      : Math.max(...counts.map(({ max }) => max ?? 0)),
  };
}
