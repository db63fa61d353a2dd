import { styleText } from "node:util";
import { columns, wrap } from "./columns.ts";

/** What a terminal can show. */
export interface Page {
  readonly colour: boolean;
  readonly width: number;
  readonly unicode: boolean;
}

/** A text behind a lead, wrapped, its further lines indented as far. */
export function hanging(lead: string, text: string, { width }: Page): readonly string[] {
  const indent = " ".repeat(columns(lead));
  return wrap(text, width - columns(lead)).map((line, at) => (at === 0 ? lead : indent) + line);
}

export function paint(
  text: string,
  format: Parameters<typeof styleText>[0],
  { colour }: Page,
): string {
  return colour ? styleText(format, text, { validateStream: false }) : text;
}

/** What a terminal without Unicode shows in its place: never more columns than before. */
export function ascii(text: string): string {
  return text
    .replaceAll("…", "~")
    .replaceAll("×", "x")
    .replace(/[^\x00-\x7f]/gu, "?");
}
