import type { Observation } from "./finding.ts";

/** Ops that one finding quotes at most: proof, not a copy of the history. */
const MOST = 100;

/** The ops that prove these together, each once, in their order. */
export function quotedOps(all: readonly Pick<Observation, "ops">[]): readonly number[] {
  return [...new Set(all.flatMap(({ ops }) => ops))].slice(0, MOST);
}
