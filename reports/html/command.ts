import { html, type Markup } from "./markup.ts";
import { codeOf } from "./with-code.ts";

/** A command with a button that copies it. */
export function command(text: string): Markup {
  return html`<div class="command">
    ${codeOf(text.slice(0, 4_000))}<button type="button" class="copy" hidden>Copy</button>
  </div>`;
}
