import type { ContractData } from "../../contract/contract.ts";
import type { HistoryHeader } from "../../history/header.ts";
import { streamedTypes } from "../scene/streamed-types.ts";
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
  contract: Pick<ContractData, "grammar" | "spans">,
): string | null {
  if (provides.seq === "always") return null;
  const loose = [...streamedTypes(contract)];
  if (loose.length === 0) return null;
  const named = loose.slice(0, NAMED).map(typeWords).join(", ");
  const more = loose.length > NAMED ? ` and ${loose.length - NAMED} more` : "";
  return `not seen: one of several ${named}${more} that is lost, comes twice or changes places: the contract lets any number come, and the server promises no numbers, other than in a text that is told again as a whole`;
}
