import { accepts, align, type Step } from "../contract/align.ts";
import { compile } from "../contract/automaton.ts";
import type { ContractData } from "../contract/contract.ts";
import type { Difference, Received, Stream } from "./scene.ts";
import { spanReader, surplusOf } from "./spans.ts";

/** Compares streams with the sequence of a contract. */
export interface Comparison {
  /** `whole`: the run was to come to its end on this stream, so that whatever did not come is missing. */
  differences(stream: Stream, whole: boolean): readonly Difference[];
  /** Whether the sequence goes on with an event of this type. */
  expects(stream: Stream, type: string): boolean;
}

export function createComparison(contract: ContractData): Comparison {
  const automaton = compile(contract);
  const anchors = new Set(contract.terminal.success);
  const callsOf = spanReader(contract.spans);

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
    const surplus = surplusOf(callsOf(stream));
    const fitting = judged.filter((event) => !surplus.has(event));
    const steps = align(automaton, fitting.map(typeOf), { whole: toItsEnd, anchors });
    const late = terminal === null ? Infinity : terminal.op.index;
    return [
      ...fromSteps(steps, fitting, anchors, late),
      ...[...surplus].map((event): Difference => {
        return { kind: "extra", event, afterTerminal: event.op.index > late };
      }),
      ...ghosts,
    ];
  }

  return {
    differences: differencesOf,
    expects(stream, type) {
      const types = eventsOf(stream).map(typeOf);
      return accepts(automaton, [...types, type], false);
    },
  };
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

type Missing = Difference & { readonly kind: "missing" };

/** `late`: index of the terminal event's op. */
function fromSteps(
  steps: readonly Step[],
  events: readonly Received[],
  anchors: ReadonlySet<string>,
  late: number,
): readonly Difference[] {
  const missing: Missing[] = [];
  const extras: Received[] = [];
  let after: Received | null = null;
  for (const [at, step] of steps.entries()) {
    if (step.kind === "missing") {
      const before = nextMatch(steps, at, events);
      const tail = before === null || anchors.has(typeOf(before));
      missing.push({ kind: "missing", type: step.type, after, before, tail });
      continue;
    }
    const event = events[step.at];
    if (event === undefined) continue;
    if (step.kind === "match") after = event;
    else extras.push(event);
  }
  const out: Difference[] = [];
  for (const event of extras) {
    const place = missing.findIndex(({ type }) => type === typeOf(event));
    const [found] = place === -1 ? [] : missing.splice(place, 1);
    if (found === undefined) {
      out.push({ kind: "extra", event, afterTerminal: event.op.index > late });
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
