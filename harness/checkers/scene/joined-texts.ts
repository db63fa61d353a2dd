import { createSplitSearch } from "../../ownership/split-search.ts";
import type { Piece } from "./pieces.ts";

/** Texts that come in pieces, each of an owner that ends some day, such as a run or a connection. */
export interface JoinedTexts {
  /** The next pieces of an owner's texts: the canaries that end in them. */
  push(owner: string, pieces: readonly Piece[]): readonly string[];
  /** The owner's texts are over. */
  end(owner: string): void;
}

/** Texts of an owner that are joined at once, at most: the one that was longest not added to is given up. */
const MOST_TEXTS = 256;

/** Memory: of each text of an owner that has not ended its own end. */
export function createJoinedTexts(): JoinedTexts {
  const split = createSplitSearch();
  const texts = new Map<string, Set<string>>();

  function note(owner: string, key: string): void {
    const known = texts.get(owner) ?? new Set();
    texts.set(owner, known);
    known.delete(key);
    known.add(key);
    const [oldest] = known;
    if (known.size <= MOST_TEXTS || oldest === undefined) return;
    known.delete(oldest);
    split.forget(oldest);
  }

  return {
    push: (owner, pieces) =>
      pieces.flatMap(({ text, of }) => {
        const key = JSON.stringify([owner, ...of]);
        note(owner, key);
        return split.push(key, text);
      }),
    end(owner) {
      for (const key of texts.get(owner) ?? []) split.forget(key);
      texts.delete(owner);
    },
  };
}
