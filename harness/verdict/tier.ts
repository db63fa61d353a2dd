import type { Grammar } from "../contract/grammar.ts";
import type { HistoryHeader } from "../history/header.ts";
import type { GuaranteeName, Tier } from "./guarantee.ts";

/** Guarantees that compare what came with what was expected: how well that is known matters to them. */
const COMPARING: ReadonlySet<GuaranteeName> = new Set([
  "isolation",
  "completeness",
  "duplication",
  "order",
  "pairing",
  "finality",
  "content",
]);

/** How well this execution knew what to expect, by the promises of contract and dialect alone. */
export function tierOf(header: Pick<HistoryHeader, "contract" | "dialect">): Tier {
  const { seq, eventId, user } = header.dialect.provides;
  if (seq !== "always") return "C";
  const exact = eventId === "always" && user === "always" && isExact(header.contract.grammar);
  return exact ? "A" : "B";
}

/** The tier of one guarantee; null where nothing expected is compared with what came. */
export function tierFor(name: GuaranteeName, whole: Tier): Tier | null {
  return COMPARING.has(name) ? whole : null;
}

/** Whether a grammar allows one sequence only, but for how its spans interleave. */
function isExact(grammar: Grammar): boolean {
  if ("one" in grammar) return true;
  if ("others" in grammar) return false;
  if ("sequence" in grammar) return grammar.sequence.every(isExact);
  if ("interleave" in grammar) return grammar.interleave.every(isExact);
  if ("oneOf" in grammar) return grammar.oneOf.length === 1 && grammar.oneOf.every(isExact);
  if ("repeat" in grammar) return grammar.min === grammar.max && isExact(grammar.repeat);
  return grammar.min === grammar.max;
}
