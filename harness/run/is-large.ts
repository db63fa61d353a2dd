import type { ContractData } from "../contract/contract.ts";
import { countOf, grammarTypes } from "../contract/grammar-facts.ts";
import type { PlanOutline } from "../history/header.ts";

/**
 * Planned events from which a history is compressed: some 100 MB of text. Less is worth more as it is, for whoever
 * searches it with what is at hand. Beyond, no editor opens it gladly, and a slow disk has less to bear.
 */
const LARGE = 100_000;

/** Whether the plan says that the history will be large. A soak that says no number may go on for days. */
export function isLarge(
  { runs }: Pick<PlanOutline, "runs">,
  { grammar, spans }: Pick<ContractData, "grammar" | "spans">,
): boolean {
  if (runs === null) return true;
  const least = grammarTypes(grammar, spans)
    .map((type) => countOf(type, grammar, spans).min)
    .reduce((sum, min) => sum + min, 0);
  return runs * Math.max(1, least) >= LARGE;
}
