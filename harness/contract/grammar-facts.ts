import type { ContractData } from "./contract.ts";
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
  if ("one" in grammar) return grammar.one === type ? ONCE : NEVER;
  if ("oneOf" in grammar) return widest(grammar.oneOf.map((part) => countOf(type, part, rules)));
  if ("repeat" in grammar) return times(countOf(type, grammar.repeat, rules), grammar);
  if ("spans" in grammar) {
    const rule = rules[grammar.spans];
    if (rule === undefined) return NEVER;
    if (type === rule.open || type === rule.close) return { min: grammar.min, max: grammar.max };
    return rule.inside.includes(type) ? { min: 0, max: grammar.max === 0 ? 0 : null } : NEVER;
  }
  return partsOf(grammar)
    .map((part) => countOf(type, part, rules))
    .reduce(sum, NEVER);
}

/** Whether every run of this contract has the same events, in whatever order. */
export function isFixed({ grammar, spans }: Pick<ContractData, "grammar" | "spans">): boolean {
  return grammarTypes(grammar, spans).every((type) => {
    const { min, max } = countOf(type, grammar, spans);
    return min === max;
  });
}

/** Types that a run may end with. */
export function lastTypes(grammar: Grammar, rules: Rules): readonly string[] {
  if ("one" in grammar) return [grammar.one];
  if ("spans" in grammar) {
    const rule = rules[grammar.spans];
    return rule === undefined ? [] : [rule.close];
  }
  if ("repeat" in grammar) return lastTypes(grammar.repeat, rules);
  const parts = partsOf(grammar);
  if (!("sequence" in grammar)) return parts.flatMap((part) => lastTypes(part, rules));
  const last = parts.findLastIndex((part) => !mayBeEmpty(part));
  return parts.slice(Math.max(0, last)).flatMap((part) => lastTypes(part, rules));
}

/** Whether a run without a single event fits. */
export function mayBeEmpty(grammar: Grammar): boolean {
  if ("one" in grammar) return false;
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
    return rule === undefined ? [] : [rule.open, ...rule.inside, rule.close];
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
