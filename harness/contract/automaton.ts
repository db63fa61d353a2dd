import type { ContractData } from "./contract.ts";
import { derive, mayEnd } from "./derive.ts";
import {
  eitherOf,
  END,
  type Expression,
  interleaveOf,
  othersOf,
  repeatOf,
  sequenceOf,
  single,
  spansOf,
} from "./expression.ts";
import { grammarTypes } from "./grammar-facts.ts";
import type { Grammar } from "./grammar.ts";

/** A grammar, ready to be walked. */
export interface Automaton {
  readonly start: State;
  /** The state after an event of this type; null: the grammar does not allow it here. */
  next(state: State, type: string): State | null;
  /** Every event type of the grammar. */
  readonly alphabet: readonly string[];
}

export interface State {
  /** Distinct for distinct states of one automaton. */
  readonly number: number;
  /** Whether a run may end here. */
  readonly accepting: boolean;
}

interface Node extends State {
  readonly rest: Expression;
  readonly after: Map<string, Node | null>;
}

/** With so many states, such as thousands of spans open at once, it starts to forget. */
const REMEMBERED = 20_000;

type Source = Pick<ContractData, "grammar" | "spans">;

/** What was compiled of a grammar last: many histories of one contract are judged by one automaton. */
const compiled = new WeakMap<
  Grammar,
  { readonly spans: Source["spans"]; readonly it: Automaton }
>();

/**
 * Compiles the grammar of a contract. States are made when they are first reached, and remembered: an
 * event costs one look-up.
 */
export function compile(source: Source): Automaton {
  const known = compiled.get(source.grammar);
  if (known?.spans === source.spans) return known.it;
  const it = automatonOf(source);
  compiled.set(source.grammar, { spans: source.spans, it });
  return it;
}

function automatonOf({ grammar, spans }: Source): Automaton {
  let nodes = new Map<string, Node>();
  let count = 0;

  function nodeOf(rest: Expression): Node {
    const known = nodes.get(rest.key);
    if (known !== undefined) return known;
    if (nodes.size >= REMEMBERED) {
      start.after.clear();
      nodes = new Map([[start.rest.key, start]]);
    }
    const node = { number: count, accepting: mayEnd(rest), rest, after: new Map() };
    count += 1;
    nodes.set(rest.key, node);
    return node;
  }

  const alphabet = grammarTypes(grammar, spans);
  const named = new Set(alphabet);
  const start: Node = nodeOf(expressionOf(grammar, spans, named));

  return {
    start,
    alphabet,
    next(state, type) {
      const { after, rest } = state as Node;
      const known = after.get(type);
      if (known !== undefined) return known;
      const derived = derive(rest, type);
      const node = derived === null ? null : nodeOf(derived);
      // A server may invent any number of types: only the grammar's own are remembered.
      if (node !== null && named.has(type)) after.set(type, node);
      return node;
    },
  };
}

function expressionOf(
  grammar: Grammar,
  rules: ContractData["spans"],
  named: ReadonlySet<string>,
): Expression {
  const within = (part: Grammar) => expressionOf(part, rules, named);
  if ("one" in grammar) return single(grammar.one);
  if ("others" in grammar) return othersOf(named);
  if ("sequence" in grammar) {
    return grammar.sequence.reduceRight<Expression>(
      (tail, part) => sequenceOf(within(part), tail),
      END,
    );
  }
  if ("oneOf" in grammar) return eitherOf(grammar.oneOf.map(within)) ?? END;
  if ("interleave" in grammar) return interleaveOf(grammar.interleave.map(within));
  if ("repeat" in grammar) return repeatOf(within(grammar.repeat), grammar.min, grammar.max);
  const rule = rules[grammar.spans];
  return rule === undefined ? END : spansOf(rule, grammar.min, grammar.max, 0);
}
