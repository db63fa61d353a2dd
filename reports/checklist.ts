import { pad, wrap } from "./columns.ts";
import { printable } from "./escape.ts";

/** A line of a list of checks. */
export interface Check {
  readonly what: string;
  readonly state: "well" | "note" | "ill";
  readonly found: string;
  readonly fix: string | null;
}

const WORDS = { well: "ok", note: "note", ill: "NO" } as const;
const LABEL = 27;

/** One check in lines of at most `width` columns, what was found line by line; what to do stands beneath. */
export function checkLines({ what, state, found, fix }: Check, width: number): readonly string[] {
  const head = `  ${pad(WORDS[state], 5)} ${pad(what, LABEL - 8)}`;
  const text = [found, ...(fix === null ? [] : [`to do: ${fix}`])];
  const lines = text
    .flatMap((one) => one.split("\n"))
    .flatMap((one) => wrap(printable(one, 1_000), width - LABEL));
  return lines.map((line, at) => (at === 0 ? head : pad("", LABEL)) + line);
}
