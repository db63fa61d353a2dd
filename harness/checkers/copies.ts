import type { ContractData } from "../contract/contract.ts";
import { countOf } from "../contract/grammar-facts.ts";
import { spanKey, type SpanPart, spanParts } from "../contract/span-types.ts";
import type { DialectDescription } from "../history/header.ts";
import type { EventOp } from "../history/op.ts";
import { samePayload } from "./equal.ts";
import type { Received } from "./scene.ts";

/** What an event repeats. */
export interface Copy {
  readonly of: Received;
  readonly kind: "same" | "equivocation" | "re-id";
}

/** The events of one stream, as far as later ones may repeat them. */
export interface CopyMemory {
  /** `over`: the run has ended, so that an empty payload under a new id proves no copy. */
  find(op: EventOp, over: boolean): Copy | null;
  add(received: Received): void;
}

/**
 * Tells copies. An event id names one event. Without it, or under a new one, an equal payload is a copy
 * only where the contract does not allow the event twice: by its type, its span's id, or its number.
 */
export function copyRules(
  { grammar, spans }: Pick<ContractData, "grammar" | "spans">,
  eventIds: DialectDescription["eventIds"],
): () => CopyMemory {
  const repeatable = new Map<string, boolean>();
  const parts = spanParts(spans);

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

  return () => {
    const few: Received[] = [];
    /** Where a stream has many events, they are found by their ids and keys. */
    let many: Index | null = null;

    function byId(id: string): Received | undefined {
      return many === null ? few.find(({ op }) => op.event.id === id) : many.byId.get(id);
    }

    function alike(op: EventOp): Received | undefined {
      const { type } = op.event;
      if (many === null && !few.some((earlier) => earlier.op.event.type === type)) return undefined;
      const key = keyOf(op);
      if (key === null) return undefined;
      const candidates =
        many === null ? few.filter((earlier) => keyOf(earlier.op) === key) : many.byKey.get(key);
      return candidates?.find((earlier) => isSame(earlier.op, op));
    }

    return {
      find(op, over) {
        const { id } = op.event;
        const named = id === null ? undefined : byId(id);
        if (named !== undefined) {
          if (isSame(named.op, op)) return { of: named, kind: "same" };
          if (isOneEvent(named.op, op)) return { of: named, kind: "equivocation" };
        }
        const of = alike(op);
        return of === undefined ? null : copyOf(of, op, over);
      },
      add(received) {
        if (many === null) few.push(received);
        else enter(many, received, keyOf(received.op));
        if (few.length <= FEW) return;
        many = { byId: new Map(), byKey: new Map() };
        for (const earlier of few.splice(0)) enter(many, earlier, keyOf(earlier.op));
      },
    };
  };
}

function copyOf(of: Received, op: EventOp, over: boolean): Copy | null {
  const kind = isRenamed(of.op, op) ? "re-id" : "same";
  const proves = kind === "same" || !over || Object.keys(op.event.data).length > 0;
  return proves ? { of, kind } : null;
}

/** Events of a stream that are looked through one by one. */
const FEW = 16;

interface Index {
  readonly byId: Map<string, Received>;
  readonly byKey: Map<string, Received[]>;
}

function enter({ byId, byKey }: Index, received: Received, key: string | null): void {
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
