import { html, type Markup } from "./markup.ts";

/** A command with a button that copies it. It is broken between its words, and not at the hyphens of a flag. */
export function command(text: string): Markup {
  const words = text.slice(0, 4_000).split(" ");
  return html`<div class="command">
    <code>${words.map((word, at) => html`${at > 0 && " "}<span>${word}</span>`)}</code
    ><button type="button" class="copy" hidden>Copy</button>
  </div>`;
}
