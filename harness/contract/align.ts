import type { Automaton, State } from "./automaton.ts";

/** One step of an alignment, in the order of the run. */
export type Step =
  | { readonly kind: "match"; readonly at: number }
  | { readonly kind: "extra"; readonly at: number }
  | { readonly kind: "missing"; readonly type: string };

export interface AlignOptions {
  /** False: the run may stop anywhere, so that nothing is missing at its end. */
  readonly whole: boolean;
  /** Types that are rather in their place than others: the terminal events. */
  readonly anchors: ReadonlySet<string>;
}

/** Whether these types are a run of the grammar (or, if not `whole`, the beginning of one). */
export function accepts(automaton: Automaton, types: readonly string[], whole: boolean): boolean {
  let state: State | null = automaton.start;
  for (const type of types) {
    state = automaton.next(state, type);
    if (state === null) return false;
  }
  return !whole || state.accepting;
}

/**
 * The cheapest way to make these types a run of the grammar: which events to take out, and which to add.
 *
 * Taking out costs a little more than adding, since loss is likelier than invention; an anchor costs more
 * than others. Same input, same answer. The work is bounded: a run that differs wildly is aligned
 * greedily, which may name more differences than the least.
 */
export function align(
  automaton: Automaton,
  types: readonly string[],
  options: AlignOptions,
): readonly Step[] {
  if (types.length > SHORT) return alignmentOf(automaton, types, options);
  const known = remembered.get(automaton) ?? new Map<string, readonly Step[]>();
  remembered.set(automaton, known);
  const key = JSON.stringify([options.whole, [...options.anchors], types]);
  const before = known.get(key);
  if (before !== undefined) return before;
  if (known.size >= REMEMBERED) known.clear();
  const steps = alignmentOf(automaton, types, options);
  known.set(key, steps);
  return steps;
}

/** Alignments that an automaton remembers: the same broken run is compared for each fault that is tried beside it. */
const REMEMBERED = 64;
/** Events of a run whose alignment is remembered, at most. */
const SHORT = 1_000;
const remembered = new WeakMap<Automaton, Map<string, readonly Step[]>>();

function alignmentOf(
  automaton: Automaton,
  types: readonly string[],
  options: AlignOptions,
): readonly Step[] {
  const head = acceptedHead(automaton, types);
  const matched = types.slice(0, head.length).map((_, at): Step => ({ kind: "match", at }));
  const found =
    cheapest(automaton, types, head, options) ?? greedy(automaton, types, head, options);
  return [...matched, ...found];
}

/** Where the search begins: the cheapest difference may stand some way before the event that is refused. */
const BACKTRACK = 64;
const MISSING = 10;
const EXTRA = 11;
const ANCHOR = 2;
/** Search nodes: more are not worth the wait. */
const MOST_NODES = 100_000;

interface Head {
  readonly length: number;
  readonly state: State;
}

function acceptedHead(automaton: Automaton, types: readonly string[]): Head {
  const states: State[] = [automaton.start];
  for (const type of types) {
    const next = automaton.next(states.at(-1) ?? automaton.start, type);
    if (next === null) break;
    states.push(next);
  }
  const length = Math.max(0, states.length - 1 - BACKTRACK);
  return { length, state: states[length] ?? automaton.start };
}

interface Node {
  readonly at: number;
  readonly state: State;
  readonly from: Node | null;
  readonly step: Step | null;
}

/** Dijkstra over (events taken, state of the grammar); null: it took too long. */
function cheapest(
  automaton: Automaton,
  types: readonly string[],
  head: Head,
  { whole, anchors }: AlignOptions,
): readonly Step[] | null {
  const weight = (type: string): number => (anchors.has(type) ? ANCHOR : 0);
  // Costs are small whole numbers: one stack for each.
  const open: Node[][] = [[{ at: head.length, state: head.state, from: null, step: null }]];
  const done = new Set<string>();
  for (let cost = 0; cost < open.length; cost += 1) {
    const push = (more: number, node: Node): void => {
      const stack = (open[cost + more] ??= []);
      stack.push(node);
    };
    for (let node = open[cost]?.pop(); node !== undefined; node = open[cost]?.pop()) {
      const { at, state } = node;
      const type = types[at];
      if (type === undefined && (!whole || state.accepting)) return stepsTo(node);
      const key = `${at} ${state.number}`;
      if (done.has(key)) continue;
      done.add(key);
      if (done.size > MOST_NODES) return null;
      for (const missing of automaton.alphabet.toReversed()) {
        const next = automaton.next(state, missing);
        // What may be added without end, and changes nothing, never helps.
        if (next === null || next === state) continue;
        const step = { kind: "missing", type: missing } as const;
        push(MISSING + weight(missing), { at, state: next, from: node, step });
      }
      if (type === undefined) continue;
      const extra = { kind: "extra", at } as const;
      push(EXTRA + weight(type), { at: at + 1, state, from: node, step: extra });
      const next = automaton.next(state, type);
      if (next === null) continue;
      push(0, { at: at + 1, state: next, from: node, step: { kind: "match", at } });
    }
    open[cost] = [];
  }
  return null;
}

function stepsTo(node: Node): readonly Step[] {
  const steps: Step[] = [];
  for (let one: Node | null = node; one !== null; one = one.from) {
    if (one.step !== null) steps.push(one.step);
  }
  return steps.toReversed();
}

/** Takes out what does not fit, then adds what the end needs. */
function greedy(
  automaton: Automaton,
  types: readonly string[],
  head: Head,
  options: AlignOptions,
): readonly Step[] {
  const steps: Step[] = [];
  let { state } = head;
  for (let at = head.length; at < types.length; at += 1) {
    const next = automaton.next(state, types[at] ?? "");
    steps.push({ kind: next === null ? "extra" : "match", at });
    state = next ?? state;
  }
  const rest = options.whole ? cheapest(automaton, [], { length: 0, state }, options) : [];
  return [...steps, ...(rest ?? [])];
}
