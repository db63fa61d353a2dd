import { cutDepth, mayBeDeep } from "./json-depth.ts";

/** What stands for a text that is no JSON: JSON itself has no such value. */
export const NO_JSON = Symbol("no JSON");

/** The value of a text, without what is nested too deeply in it. */
export function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (mayBeDeep(text)) cutDepth(value);
    return value;
  } catch {
    return NO_JSON;
  }
}

/**
 * The JSON values of a text: one, or one a line, at most `most` of them and then `NO_JSON`.
 *
 * A text whose first line is no JSON is none at all: a page of HTML is one malformed message.
 */
export function parseAll(text: string, most: number): readonly unknown[] {
  const whole = parse(text);
  if (whole !== NO_JSON || !text.includes("\n")) return [whole];
  const values: unknown[] = [];
  for (let at = 0; at < text.length;) {
    const end = text.indexOf("\n", at);
    const line = text.slice(at, end === -1 ? text.length : end).trim();
    at = end === -1 ? text.length : end + 1;
    if (line === "") continue;
    const value = values.length === most ? NO_JSON : parse(line);
    values.push(value);
    if (values.length === 1 && value === NO_JSON) break;
    if (values.length > most) break;
  }
  return values.length === 0 ? [whole] : values;
}
