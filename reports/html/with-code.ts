import { html, type Markup } from "./markup.ts";

/** A sentence for a reader: what stands between backticks in it is a command, or a key of the config. */
export function withCode(words: string): readonly (Markup | string)[] {
  return words.split("`").map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part));
}
