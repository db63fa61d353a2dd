import type { ContractData } from "../../contract/contract.ts";
import type { Op } from "../../history/op.ts";
import type { Observation, Touch } from "../../verdict/finding.ts";
import type { Run } from "../scene/scene.ts";

/** One sight of something of another user, before it is known how many others saw it too. */
export interface Leak {
  readonly kind: "misroute" | "bleed";
  readonly op: Op;
  readonly receiver: string | null;
  /** Null: it belongs to nobody of the plan. */
  readonly victim: string | null;
  /** The victim's run. */
  readonly run: string | null;
  /** The victim's run while it is in the scene, to find the event at its owner. */
  readonly victimRun: Run | null;
  /** The receiver's run, when the envelope says so. */
  readonly receiverRun: string | null;
  /** The victim's send; null: unknown. */
  readonly sent: number | null;
  readonly message: string;
}

/** Ops that a finding quotes at most. */
const QUOTED = 12;
/** Receivers that a message names at most. */
const NAMED = 5;
/** What all sights of one event or body come to, and who received it; null: there are none. */
export type LeakTeller = (
  leaks: readonly Leak[],
  receivers: ReadonlySet<string | null>,
) => Observation | null;

/** One receiver makes a misroute or a bleed, several a `shared`. */
export function leakTeller(spans: ContractData["spans"]): LeakTeller {
  const halves = halvesOf(spans);
  return (leaks, receivers) => {
    if (receivers.size > 1) return shared(leaks, receivers, halves);
    const [first] = leaks;
    return first ? single(first, leaks, halves) : null;
  };
}

function single(leak: Leak, all: readonly Leak[], halves: Halves): Observation {
  return {
    guarantee: "isolation",
    kind: leak.kind,
    user: leak.receiver,
    victim: leak.victim,
    run: leak.run,
    event: typeOf(leak),
    ops: evidence(all),
    message: leak.message,
    ...touchesOf(all, halves),
  };
}

function shared(
  leaks: readonly Leak[],
  receivers: ReadonlySet<string | null>,
  halves: Halves,
): Observation {
  const [first] = leaks;
  const others = [...receivers].map((receiver) => receiver ?? "a probe");
  const rest = others.length - NAMED;
  const names = others.slice(0, NAMED).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
  const event = first ? typeOf(first) : null;
  const what = event === null ? "message" : event;
  const owner = first?.victim ?? null;
  return {
    guarantee: "isolation",
    kind: "shared",
    user: first?.receiver ?? null,
    victim: owner,
    run: first?.run ?? null,
    event,
    ops: evidence(leaks),
    message: `one ${what} of ${owner ?? "nobody in this plan"} reached ${others.length} other users: ${names}`,
    ...touchesOf(leaks, halves),
  };
}

/** The receipts, the same event at its owner, the victim's send. */
function evidence(leaks: readonly Leak[]): readonly number[] {
  const receipts = leaks.map(({ op }) => op.index).slice(0, QUOTED - 2);
  const [first] = leaks;
  const origin = first ? atOwner(first) : null;
  return [...receipts, origin, first?.sent ?? null].filter((index) => index !== null);
}

function atOwner({ op, victimRun }: Leak): number | null {
  if (op.type !== "event" || victimRun === null) return null;
  const { id, seq, type, data } = op.event;
  const body = JSON.stringify(data);
  const same = victimRun.streams
    .flatMap(({ received }) => received)
    .find(({ op: { event } }) => {
      if (event.type !== type) return false;
      if (id !== null && event.id !== null) return event.id === id;
      if (seq !== null && event.seq !== null) return event.seq === seq;
      return JSON.stringify(event.data) === body;
    });
  return same?.op.index ?? null;
}

/**
 * The runs of both sides, and what else of theirs the event belongs with: a call that came to the wrong one has no end
 * there. Each place once, however often and at however many it was seen: most receivers have no run that it is in.
 */
function touchesOf(leaks: readonly Leak[], halves: Halves): Pick<Observation, "touches"> {
  const places = new Map<string, Touch>();
  const note = (user: string | null, run: string | null, event: string | null): void => {
    if (user === null || run === null) return;
    const key = JSON.stringify([user, run, event]);
    if (!places.has(key)) places.set(key, { user, run, event });
  };
  for (const leak of leaks) {
    const event = typeOf(leak);
    for (const type of [event, ...(event === null ? [] : (halves.get(event) ?? []))]) {
      note(leak.victim, leak.run, type);
      note(leak.receiver, leak.receiverRun, type);
    }
  }
  return places.size === 0 ? {} : { touches: [...places.values()] };
}

/** Of a span's beginning the end, and of its end the beginning. */
type Halves = ReadonlyMap<string, readonly string[]>;

function halvesOf(spans: ContractData["spans"]): Halves {
  return new Map(
    Object.values(spans).flatMap(({ open, close }) => [
      [open, [close]],
      [close, [open]],
    ]),
  );
}

function typeOf({ op }: Leak): string | null {
  return op.type === "event" ? op.event.type : null;
}
