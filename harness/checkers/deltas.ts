import type { ContractData } from "../contract/contract.ts";
import { countOf, grammarTypes } from "../contract/grammar-facts.ts";
import type { EventOp } from "../history/op.ts";
import { createSplitSearch } from "../ownership/split-search.ts";
import type { Run } from "./scene.ts";

/** Canaries that are split over the pieces of a text. */
export interface Deltas {
  /** Canaries that end in this event's pieces, as its reader's connection joined them. */
  push(op: EventOp, run: Pick<Run, "id">): readonly string[];
  settle(run: Pick<Run, "id">): void;
}

/** A text that comes in pieces: the field of the payload, and what tells it from others of its run. */
interface Piece {
  readonly text: string;
  readonly of: readonly unknown[];
}

const NONE: readonly string[] = [];

/** Texts of one event that are joined, at most: a server may send any number of fields. */
const MOST_FIELDS = 16;

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
    if (streamed.has(type)) {
      return Object.entries(data)
        .slice(0, MOST_FIELDS)
        .flatMap(([field, text]) =>
          typeof text === "string" ? [{ text, of: [type, field] }] : [],
        );
    }
    return rules.flatMap(({ name, id, delta, inside }) => {
      const text = data[delta];
      if (!inside.has(type) || typeof text !== "string") return [];
      return [{ text, of: [name, data[id] ?? null] }];
    });
  }

  const none = rules.length === 0 && streamed.size === 0;

  return {
    push(op, run) {
      if (none) return NONE;
      return piecesOf(op).flatMap(({ text, of }) => {
        const key = JSON.stringify([run.id, op.connection, ...of]);
        const known = texts.get(run.id) ?? new Set();
        texts.set(run.id, known.add(key));
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
