import { html, type Markup } from "./markup.ts";

/** A sentence for a reader: what stands between backticks in it is a command, or a key of the config. */
export function withCode(words: string): readonly (Markup | string)[] {
  return words.split("`").map((part, at) => (at % 2 === 1 ? codeOf(part) : part));
}

/** It is broken between its words, and not at the hyphens of a flag. */
export function codeOf(text: string): Markup {
  const words = text.split(" ");
  return html`<code>${words.map((word, at) => html`${at > 0 && " "}<span>${word}</span>`)}</code>`;
}
