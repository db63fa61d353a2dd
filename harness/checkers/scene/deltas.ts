import type { ContractData } from "../../contract/contract.ts";
import { countOf, grammarTypes } from "../../contract/grammar-facts.ts";
import type { EventOp } from "../../history/op.ts";
import { createJoinedTexts } from "./joined-texts.ts";
import { type Piece, piecesIn } from "./pieces.ts";
import type { Run } from "./scene.ts";

/** Canaries that are split over the pieces of a text. */
export interface Deltas {
  /** Canaries that end in this event's pieces, as its reader's connection joined them. */
  push(op: EventOp, run: Pick<Run, "id">): readonly string[];
  settle(run: Pick<Run, "id">): void;
}

const NONE: readonly string[] = [];

/**
 * Joins the `delta` of a span's events, by its id; and of an event type that may come several times
 * outside a span, such as a piece of an answer, each text of its payload with those before it.
 *
 * Memory: of each text of a run open or lingering the end.
 */
export function createDeltas({ spans, grammar }: Pick<ContractData, "spans" | "grammar">): Deltas {
  const texts = createJoinedTexts();
  const rules = Object.entries(spans).flatMap(([name, { id, delta, inside }]) =>
    delta === null ? [] : [{ name, id, delta, inside: new Set(inside) }],
  );
  const inSpans = new Set(
    Object.values(spans).flatMap(({ open, close, inside }) => [open, close, ...inside]),
  );
  const streamed = new Set(
    grammarTypes(grammar, spans).filter(
      (type) => !inSpans.has(type) && countOf(type, grammar, spans).max !== 1,
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

  const none = rules.length === 0 && streamed.size === 0;

  return {
    push(op, run) {
      if (none) return NONE;
      const pieces = piecesOf(op).map(({ text, of }) => ({ text, of: [op.connection, ...of] }));
      return texts.push(run.id, pieces);
    },
    settle(run) {
      if (!none) texts.end(run.id);
    },
  };
}
