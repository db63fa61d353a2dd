import type { Count } from "./grammar-facts.ts";

/** How often: a number, or a text such as `"0.."`, `"1..3"`. */
export type Range = number | string;

/** Null when the text is no range. */
export function parseRange(range: Range): Count | null {
  if (typeof range === "number") return isCount(range) ? { min: range, max: range } : null;
  const match = /^\s*(\d{1,9})\s*(?:(\.\.)\s*(\d{1,9})?)?\s*$/.exec(range);
  if (!match) return null;
  const [, from = "", dots, to] = match;
  const min = Number(from);
  if (dots === undefined) return { min, max: min };
  if (to === undefined) return { min, max: null };
  return Number(to) < min ? null : { min, max: Number(to) };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
