import type { ContractData } from "../../contract/contract.ts";
import { countOf, grammarTypes } from "../../contract/grammar-facts.ts";

/** Event types of which any number may come, other than what opens or closes a span: they may be pieces of a text. */
export function streamedTypes({
  spans,
  grammar,
}: Pick<ContractData, "spans" | "grammar">): ReadonlySet<string> {
  const ends = new Set(
    Object.values(spans).flatMap(({ open, close, otherCloses = [] }) => {
      return [open, close, ...otherCloses];
    }),
  );
  return new Set(
    grammarTypes(grammar, spans).filter(
      (type) => !ends.has(type) && countOf(type, grammar, spans).max === null,
    ),
  );
}
