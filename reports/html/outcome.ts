import type { Verdict } from "../../harness/verdict/verdict.ts";
import { facts } from "../envelope.ts";
import { headline, WORDS } from "../headline.ts";
import { command } from "./command.ts";
import { html, type Markup } from "./markup.ts";
import { withCode } from "./with-code.ts";

/** What the outcome is worth, in a sentence. */
const WORTH = {
  pass: "A pass is worth what was tried. This is what was tried:",
  fail: "What was seen stands, whatever else was tried. This is what was tried:",
  unknown:
    "This is no pass and no failure: nothing may be concluded from it. This is what was tried:",
} as const;

/**
 * The answer in words, what it stands on, and the command that gives it again.
 *
 * @param worst the worst finding that counts, at a glance, and the anchor of its story; null: there is none
 */
export function outcome(
  verdict: Verdict,
  worst: { readonly id: string; readonly glance: Markup } | null,
): Markup {
  const { outcome: word, error, replay } = verdict;
  const sentence = headline(verdict);
  return html`<header class="outcome ${word}">
      <p class="word">${WORDS[word]}</p>
      <h1>${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}</h1>
      ${
        error &&
        html`${details(error)}
          <p><b>${error.code}</b> ${withCode(error.hint)}</p>`
      }
      ${
        worst &&
        html`${worst.glance}
          <p><a href="#${worst.id}">What happened, with the raw record</a></p>`
      }
      ${replay === null ? null : html`<div class="again"><span>The same again</span>${command(replay)}</div>`}
    </header>
    ${
      verdict.conditions === null
        ? null
        : html`<section id="worth">
            <p class="lead">${WORTH[word]}</p>
            <dl class="facts">
              ${facts(verdict).map(
                ([label, words]) =>
                  html`<div>
                    <dt>${label}</dt>
                    <dd>${withCode(words)}</dd>
                  </div>`,
              )}
            </dl>
          </section>`
    }`;
}

/** The whole message, where the headline could not hold it. */
function details({ message }: NonNullable<Verdict["error"]>): Markup | null {
  if (message.length <= 300 && !message.includes("\n")) return null;
  return html`<pre class="error">${message.slice(0, 8_000)}</pre>`;
}
