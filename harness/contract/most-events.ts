import type { ContractData } from "./contract.ts";
import { countOf, grammarTypes } from "./grammar-facts.ts";

/** Events of a run that may come any number of times: no agent has so much to say. */
const ANY = 100_000;

/** Of a run whose events are numbered, so many times as many, and some more: copies and strays are to be told. */
const TIMES = 20;
const MORE = 100;

/** So many events of a run are kept, at one reader; beyond that it is not going to end. */
export function mostEvents({ grammar, spans }: Pick<ContractData, "grammar" | "spans">): number {
  const counts = [...grammarTypes(grammar, spans), "*"].map((type) => {
    return countOf(type, grammar, spans).max;
  });
  let most = 0;
  for (const count of counts) {
    if (count === null) return ANY;
    most += count;
  }
  return Math.min(ANY, TIMES * most + MORE);
}
