import type { ContractData } from "../../contract/contract.ts";
import { countOf } from "../../contract/grammar-facts.ts";
import { spanKey, type SpanPart, spanParts } from "../../contract/span-types.ts";
import type { DialectDescription } from "../../history/header.ts";
import type { EventOp } from "../../history/op.ts";
import { piecesAgain, type SpanPieces } from "./doubled-spans.ts";
import { samePayload } from "./equal.ts";
import type { Received } from "./scene.ts";

/** What an event repeats. */
export interface Copy {
  readonly of: Received;
  readonly kind: "same" | "equivocation" | "re-id";
}

/** What has come of one stream. */
export interface Earlier {
  readonly received: readonly Received[];
  /** Where it has many events, they are found by their ids and keys. */
  index: CopyIndex | null;
  /** Something came again. */
  readonly repeats: boolean;
  /** Where something did, its spans by their ids. */
  pieces: SpanPieces | null;
}

export interface CopyIndex {
  readonly byId: Map<string, Received>;
  readonly byKey: Map<string, Received[]>;
  /** How many of those received stand in it. */
  entered: number;
}

/**
 * Finds what an event repeats that is not among those received yet. `mark`: that of its id. `over`: the run has
 * ended, so that an empty payload under a new id proves no copy.
 */
export type FindCopy = (
  earlier: Earlier,
  op: EventOp,
  mark: number | null,
  over: boolean,
) => Copy | null;

/**
 * Tells copies. An event id names one event. Without it, or under a new one, an equal payload is a copy
 * only where the contract does not allow the event twice: by its type, its span's id, or its number; or where it is a
 * piece of a span that comes again.
 */
export function copyRules(
  { grammar, spans }: Pick<ContractData, "grammar" | "spans">,
  eventIds: DialectDescription["eventIds"],
): FindCopy {
  const repeatable = new Map<string, boolean>();
  const parts = spanParts(spans);
  const pieceAgain = piecesAgain({ spans });

  function mayRepeat(type: string): boolean {
    const known = repeatable.get(type);
    if (known !== undefined) return known;
    const { max } = countOf(type, grammar, spans);
    const may = max === null || max > 1;
    // A server may invent any number of types: only the grammar's own are remembered.
    if (max !== 0) repeatable.set(type, may);
    return may;
  }

  /** Equal events have equal keys; null: this one may legally come again. */
  function keyOf({ event }: EventOp): string | null {
    const { type, seq, data } = event;
    if (!mayRepeat(type)) return type;
    const part = parts.get(type);
    const span = part === undefined || !comesOnce(part) ? null : spanKey(data, part.rule);
    if (span !== null) return `${type} id ${span}`;
    return seq === null ? null : `${type} seq ${seq}`;
  }

  /** Whether one id at these two can only mean one event. */
  function isOneEvent(a: EventOp, b: EventOp): boolean {
    if (eventIds !== "undeclared") return true;
    const [first, second] = [a.event, b.event];
    if (first.type !== second.type) return false;
    return first.seq === null || second.seq === null || first.seq === second.seq;
  }

  function indexOf(earlier: Earlier): CopyIndex {
    const index = (earlier.index ??= { byId: new Map(), byKey: new Map(), entered: 0 });
    for (; index.entered < earlier.received.length; index.entered += 1) {
      const received = earlier.received[index.entered];
      if (received?.copyOf === null) enter(index, received, keyOf(received.op));
    }
    return index;
  }

  function alikeAmong({ received }: Earlier, op: EventOp): Received | undefined {
    let key: string | null = null;
    for (const earlier of received) {
      if (earlier.copyOf !== null || earlier.op.event.type !== op.event.type) continue;
      key ??= keyOf(op);
      if (key === null) return undefined;
      if (keyOf(earlier.op) === key && isSame(earlier.op, op)) return earlier;
    }
    return undefined;
  }

  function alikeIn({ byKey }: CopyIndex, op: EventOp): Received | undefined {
    const key = keyOf(op);
    const candidates = key === null ? undefined : byKey.get(key);
    return candidates?.find((earlier) => isSame(earlier.op, op));
  }

  return (earlier, op, mark, over) => {
    const { id } = op.event;
    const index = earlier.received.length > FEW ? indexOf(earlier) : null;
    const named =
      id === null ? undefined : index === null ? withId(earlier, id, mark) : index.byId.get(id);
    if (named !== undefined) {
      if (isSame(named.op, op)) return { of: named, kind: "same" };
      if (isOneEvent(named.op, op)) return { of: named, kind: "equivocation" };
    }
    const alike = index === null ? alikeAmong(earlier, op) : alikeIn(index, op);
    const piece = alike === undefined && earlier.repeats ? pieceAgain(earlier, op) : null;
    const of = piece !== null && isSame(piece.op, op) ? piece : alike;
    return of === undefined ? null : copyOf(of, op, over);
  };
}

function copyOf(of: Received, op: EventOp, over: boolean): Copy | null {
  const kind = isRenamed(of.op, op) ? "re-id" : "same";
  const proves = kind === "same" || !over || Object.keys(op.event.data).length > 0;
  return proves ? { of, kind } : null;
}

/** Events of a stream that are looked through one by one. */
const FEW = 16;

function withId({ received }: Earlier, id: string, mark: number | null): Received | undefined {
  for (const earlier of received) {
    if (earlier.mark === mark && earlier.op.event.id === id && earlier.copyOf === null) {
      return earlier;
    }
  }
  return undefined;
}

function enter({ byId, byKey }: CopyIndex, received: Received, key: string | null): void {
  const { id } = received.op.event;
  if (id !== null && !byId.has(id)) byId.set(id, received);
  if (key === null) return;
  const alike = byKey.get(key);
  if (alike === undefined) byKey.set(key, [received]);
  else if (alike.length < MOST_ALIKE) alike.push(received);
}

/** Whether an id has this event at most once in a run. */
function comesOnce({ rule, does }: SpanPart): boolean {
  return rule.reopens !== true && (does === "open" || does === "close" || does === "follow");
}

/** Events of one key that are compared, at most: a server may send any number. */
const MOST_ALIKE = 16;

function isSame(a: EventOp, b: EventOp): boolean {
  return a.event.type === b.event.type && samePayload(a.event.data, b.event.data);
}

function isRenamed({ event: a }: EventOp, { event: b }: EventOp): boolean {
  if (a.id !== null && b.id !== null) return a.id !== b.id;
  return a.seq !== null && b.seq !== null && a.seq !== b.seq;
}
