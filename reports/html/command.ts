import { html, type Markup } from "./markup.ts";

/** A command with a button that copies it; the button shows only where a page may copy. */
export function command(text: string): Markup {
  return html`<div class="command">
    <code>${text.slice(0, 4_000)}</code><button type="button" class="copy" hidden>Copy</button>
  </div>`;
}
