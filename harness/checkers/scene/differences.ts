import { accepts, align, type Step } from "../../contract/align.ts";
import { type Automaton, compile, type State } from "../../contract/automaton.ts";
import type { ContractData } from "../../contract/contract.ts";
import { placesOf } from "./places.ts";
import type { Difference, Received, Stream } from "./scene.ts";
import { type Call, spanReader, surplusOf } from "./spans.ts";

/** Compares streams with the sequence of a contract. */
export interface Comparison {
  /** `whole`: the run was to come to its end on this stream, so that whatever did not come is missing. */
  differences(stream: Stream, whole: boolean): readonly Difference[];
  /** Where a sequence stands before its first event. */
  readonly start: State;
  /** Where it stands after an event of this type; null: that is not allowed. */
  step(state: State | null, type: string): State | null;
  /** Whether the sequence goes on with an event of this type. */
  expects(stream: Stream, type: string): boolean;
}

export function createComparison(contract: ContractData): Comparison {
  const automaton = compile(contract);
  const anchors = new Set(contract.terminal.success);
  const callsOf = spanReader(contract);

  function differencesOf(stream: Stream, whole: boolean): readonly Difference[] {
    const events = eventsOf(stream);
    const { terminal } = stream;
    const failed = terminal !== null && contract.terminal.error.includes(terminal.op.event.type);
    const end = failed ? events.indexOf(terminal) : events.length;
    const ghosts = events
      .slice(end + 1)
      .map((event): Difference => ({ kind: "extra", event, afterTerminal: true }));
    const judged = events.slice(0, end);
    const toItsEnd = whole && !failed;
    if (accepts(automaton, judged.map(typeOf), toItsEnd)) return ghosts;
    const calls = callsOf(stream);
    const surplus = surplusOf(calls);
    const displaced = displacedIn(calls);
    const fitting = inTheirSpans(
      judged.filter((event) => !surplus.has(event)),
      displaced,
    );
    const types = fitting.map(typeOf);
    const steps = postponed(
      automaton,
      types,
      align(automaton, types, { whole: toItsEnd, anchors }),
    );
    const late = terminal === null ? Infinity : terminal.op.index;
    return [
      ...fromSteps(steps, fitting, anchors, late),
      ...displaced.map(({ event, after }): Difference => {
        return { kind: "moved", event, expectedAfter: after };
      }),
      ...[...surplus].map((event): Difference => {
        return { kind: "extra", event, afterTerminal: event.op.index > late };
      }),
      ...ghosts,
    ];
  }

  return {
    differences: differencesOf,
    start: automaton.start,
    step: (state, type) => (state === null ? null : automaton.next(state, type)),
    expects(stream, type) {
      const types = eventsOf(stream).map(typeOf);
      return accepts(automaton, [...types, type], false);
    },
  };
}

/** An event that its id shows to be out of its span, and the one after which it was due. */
interface Displaced {
  readonly event: Received;
  readonly after: Received;
}

/** What came before the beginning of its span, and the pieces that came after its end: in the order in which they were due. */
function displacedIn(calls: readonly Call[]): readonly Displaced[] {
  return calls.flatMap(({ open, close, early, late }) => {
    if (open === null) return [];
    const pieces = [...early, ...late];
    const reversed = close !== null && close.op.index < open.op.index;
    return (reversed ? [...pieces, close] : pieces).map((event) => ({ event, after: open }));
  });
}

/** Ids tell more than types: what came out of its span is compared at that span's beginning, not at another's. */
function inTheirSpans(
  events: readonly Received[],
  displaced: readonly Displaced[],
): readonly Received[] {
  if (displaced.length === 0) return events;
  const due = Map.groupBy(displaced, ({ after }) => after);
  const moved = new Set(displaced.map(({ event }) => event));
  return events.flatMap((event) => {
    if (moved.has(event)) return [];
    return [event, ...(due.get(event) ?? []).map((one) => one.event)];
  });
}

/** What the sequence is compared with: no copies, but one id on two types may still be two events. */
function eventsOf({ received }: Stream): readonly Received[] {
  return received.filter(
    ({ op, copyOf, copyKind }) =>
      copyOf === null || (copyKind === "equivocation" && copyOf.op.event.type !== op.event.type),
  );
}

function typeOf({ op }: Received): string {
  return op.event.type;
}

/**
 * What is missing before a run broke off, and could as well be missing where it did, is: a call that was
 * still open is cut off with the rest.
 */
function postponed(
  automaton: Automaton,
  types: readonly string[],
  steps: readonly Step[],
): readonly Step[] {
  const end = steps.findLastIndex(({ kind }) => kind !== "missing") + 1;
  if (end === steps.length) return steps;
  let late = steps;
  for (let at = end - 1; at >= 0; at -= 1) {
    const step = late[at];
    if (step?.kind !== "missing") continue;
    const before = late.findLastIndex(({ kind }) => kind !== "missing") + 1;
    const moved = [
      ...late.slice(0, at),
      ...late.slice(at + 1, before),
      step,
      ...late.slice(before),
    ];
    const walked = moved.flatMap((one) => {
      if (one.kind === "extra") return [];
      return one.kind === "missing" ? [one.type] : [types[one.at] ?? ""];
    });
    if (accepts(automaton, walked, true)) late = moved;
  }
  return late;
}

type Missing = Difference & { readonly kind: "missing" };

/** `late`: index of the terminal event's op. */
function fromSteps(
  steps: readonly Step[],
  events: readonly Received[],
  anchors: ReadonlySet<string>,
  late: number,
): readonly Difference[] {
  const missing: Missing[] = [];
  const extras: { readonly event: Received; readonly there: { readonly place?: number } }[] = [];
  const places = placesOf(steps, events);
  let after: Received | null = null;
  for (const [at, step] of steps.entries()) {
    const place = places[at];
    const there = place === undefined ? {} : { place };
    if (step.kind === "missing") {
      const before = nextMatch(steps, at, events);
      const tail = before === null || anchors.has(typeOf(before));
      missing.push({ kind: "missing", type: step.type, after, before, tail, ...there });
      continue;
    }
    const event = events[step.at];
    if (event === undefined) continue;
    if (step.kind === "match") after = event;
    else extras.push({ event, there });
  }
  const out: Difference[] = [];
  for (const { event, there } of extras) {
    const place = missing.findIndex(({ type }) => type === typeOf(event));
    const [found] = place === -1 ? [] : missing.splice(place, 1);
    if (found === undefined) {
      out.push({ kind: "extra", event, afterTerminal: event.op.index > late, ...there });
    } else out.push({ kind: "moved", event, expectedAfter: found.after });
  }
  return [...missing, ...out];
}

function nextMatch(
  steps: readonly Step[],
  from: number,
  events: readonly Received[],
): Received | null {
  for (let at = from + 1; at < steps.length; at += 1) {
    const step = steps[at];
    if (step?.kind === "match") return events[step.at] ?? null;
  }
  return null;
}
