import type { ContractData } from "../contract/contract.ts";
import { countOf, grammarTypes } from "../contract/grammar-facts.ts";
import type { EventOp } from "../history/op.ts";
import { createSplitSearch } from "../ownership/split-search.ts";
import { type Piece, piecesIn } from "./pieces.ts";
import type { Run } from "./scene.ts";

/** Canaries that are split over the pieces of a text. */
export interface Deltas {
  /** Canaries that end in this event's pieces, as its reader's connection joined them. */
  push(op: EventOp, run: Pick<Run, "id">): readonly string[];
  settle(run: Pick<Run, "id">): void;
}

const NONE: readonly string[] = [];

/** Texts of a run that are joined at once, at most: the one that was longest not added to is given up. */
const MOST_TEXTS = 256;

/**
 * Joins the `delta` of a span's events, by its id; and of an event type that may come any number of times
 * outside a span, such as a piece of an answer, each text of its payload with those before it.
 *
 * Memory: of each text of a run open or lingering the end.
 */
export function createDeltas({ spans, grammar }: Pick<ContractData, "spans" | "grammar">): Deltas {
  const split = createSplitSearch();
  const texts = new Map<string, Set<string>>();
  const rules = Object.entries(spans).flatMap(([name, { id, delta, inside }]) =>
    delta === null ? [] : [{ name, id, delta, inside: new Set(inside) }],
  );
  const inSpans = new Set(
    Object.values(spans).flatMap(({ open, close, inside }) => [open, close, ...inside]),
  );
  const streamed = new Set(
    grammarTypes(grammar, spans).filter(
      (type) => !inSpans.has(type) && countOf(type, grammar, spans).max === null,
    ),
  );

  function piecesOf({ event: { type, data } }: EventOp): readonly Piece[] {
    if (streamed.has(type))
      return piecesIn(data).map(({ text, of }) => ({ text, of: [type, ...of] }));
    return rules.flatMap(({ name, id, delta, inside }) => {
      const text = data[delta];
      if (!inside.has(type) || typeof text !== "string") return [];
      return [{ text, of: [name, data[id] ?? null] }];
    });
  }

  function note(run: string, key: string): void {
    const known = texts.get(run) ?? new Set();
    texts.set(run, known);
    known.delete(key);
    known.add(key);
    const [oldest] = known;
    if (known.size <= MOST_TEXTS || oldest === undefined) return;
    known.delete(oldest);
    split.forget(oldest);
  }

  const none = rules.length === 0 && streamed.size === 0;

  return {
    push(op, run) {
      if (none) return NONE;
      return piecesOf(op).flatMap(({ text, of }) => {
        const key = JSON.stringify([run.id, op.connection, ...of]);
        note(run.id, key);
        return split.push(key, text);
      });
    },
    settle(run) {
      if (none) return;
      for (const key of texts.get(run.id) ?? []) split.forget(key);
      texts.delete(run.id);
    },
  };
}
