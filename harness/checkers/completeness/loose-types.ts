import type { ContractData } from "../../contract/contract.ts";
import { countOf, grammarTypes } from "../../contract/grammar-facts.ts";
import type { HistoryHeader } from "../../history/header.ts";
import { typeWords } from "../words/type-words.ts";

/** Types that are named, at most. */
const NAMED = 3;

/**
 * What a pass does not say of events that the contract lets come any number of times; null: it says all.
 *
 * One of several equal ones may be lost, doubled or moved, and the run is as the contract wants it. Only numbers tell.
 * Of what begins or ends a span one alone is missed by the other.
 */
export function looseNote(
  { provides }: Pick<HistoryHeader["dialect"], "provides">,
  { grammar, spans }: Pick<ContractData, "grammar" | "spans">,
): string | null {
  if (provides.seq === "always") return null;
  const paired = new Set(
    Object.values(spans).flatMap(({ open, close, otherCloses = [] }) => {
      return [open, close, ...otherCloses];
    }),
  );
  const loose = grammarTypes(grammar, spans).filter((type) => {
    return !paired.has(type) && countOf(type, grammar, spans).max === null;
  });
  if (loose.length === 0) return null;
  const named = loose.slice(0, NAMED).map(typeWords).join(", ");
  const more = loose.length > NAMED ? ` and ${loose.length - NAMED} more` : "";
  const retold = Object.values(spans).some(({ retold: whole }) => whole !== undefined);
  const unless = retold ? ", other than in a text that is told again as a whole" : "";
  return `not seen: one of several ${named}${more} that is lost, comes twice or changes places: the contract lets any number come, and the server promises no numbers${unless}`;
}
