import { CANARY_LENGTH } from "./canary.ts";
import { canariesIn } from "./search.ts";

/** Finds canaries that are split over the parts of a text, such as the deltas of one answer. */
export interface SplitSearch {
  /** The next part of the text `key`: the canaries that end in it, whole ones too. */
  push(key: string, part: string): readonly string[];
  /** The text `key` is over. */
  forget(key: string): void;
}

/** Keeps of each text only what a canary in hex could still need: twice its length. */
export function createSplitSearch(): SplitSearch {
  const tails = new Map<string, string>();
  return {
    push(key, part) {
      const tail = tails.get(key) ?? "";
      const text = tail + part;
      tails.set(key, text.slice(1 - 2 * CANARY_LENGTH));
      const known = tail === "" ? [] : canariesIn(tail);
      return canariesIn(text).filter((canary) => !known.includes(canary));
    },
    forget(key) {
      tails.delete(key);
    },
  };
}
