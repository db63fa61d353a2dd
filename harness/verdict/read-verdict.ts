import { isRecord, type Shape } from "../history/shape.ts";
import type { Verdict } from "./verdict.ts";
import { VERDICT_FIELDS } from "./verdict-shape.ts";

const ENTRIES = Object.entries<Shape>(VERDICT_FIELDS);

/**
 * The text of a `verdict.json`, of whatever origin: every field is checked that a report is made of.
 *
 * @returns the verdict, or why it is none that this version can read
 */
export function readVerdict(
  text: string,
): { readonly verdict: Verdict } | { readonly reason: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { reason: "it is not JSON, or not all of it" };
  }
  if (!isRecord(value)) return { reason: "it is not a JSON object" };
  const wrong = ENTRIES.find(([key, shape]) => !shape.fits(value[key]));
  if (wrong) return { reason: `${wrong[0]} is not what a verdict holds there` };
  return { verdict: value as unknown as Verdict };
}
