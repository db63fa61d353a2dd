import { garbledIn } from "./garbled.ts";
import type { Received } from "./scene.ts";
import { textDifference, type TextGap } from "./text-difference.ts";
import type { Text } from "./told-texts.ts";

/** Characters of the longest stretch that is lost at either end of a text, and within it. */
export interface Lost {
  readonly ends: number;
  readonly within: number;
}

/** What is wrong with the pieces of a text, and at which of them, where that is known. */
export interface Found {
  readonly kind: "lost" | "doubled" | "moved" | "garbled";
  readonly at: Received | null;
  readonly lost?: Lost;
}

const LETTER = /\p{L}/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** Null: they are the whole, or differ from it as a text may that was edited. */
export function faultIn({ texts, events }: Text, whole: string): Found | null {
  const garbled = garbledIn(texts, whole);
  if (garbled !== null) {
    return { kind: "garbled", at: garbled === -1 ? null : (events[garbled] ?? null) };
  }
  const difference = textDifference(texts, whole);
  if (difference === null || difference.kind === "other") return null;
  if (difference.kind === "moved") return { kind: "moved", at: null };
  if (difference.kind === "doubled") {
    const { at } = difference;
    const isText = LETTER_OR_DIGIT.test(texts[at] ?? "");
    return isText ? { kind: "doubled", at: events[at] ?? null } : null;
  }
  return lossOf(difference.gaps, { texts, events }, whole);
}

/** Null: nothing that reads like a piece, or more of the whole than what came. */
function lossOf(gaps: readonly TextGap[], { texts, events }: Text, whole: string): Found | null {
  const [first, ...more] = gaps.filter(({ text }) => LETTER.test(text));
  if (first === undefined) return null;
  const all = [first, ...more];
  // In the midst of a piece nothing is lost: the whole was edited there.
  if (all.some(({ at }) => at === -1)) return null;
  if (all.reduce((sum, { text }) => sum + text.length, 0) * 2 > whole.length) return null;
  const isAtEnd = ({ at }: TextGap): boolean => at === 0 || at === texts.length;
  const lost = {
    ends: longest(all.filter(isAtEnd)),
    within: longest(all.filter((gap) => !isAtEnd(gap))),
  };
  return { kind: "lost", at: events[first.at] ?? null, lost };
}

function longest(gaps: readonly TextGap[]): number {
  return Math.max(0, ...gaps.map(({ text }) => text.length));
}
