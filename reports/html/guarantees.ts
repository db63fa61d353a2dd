import { GUARANTEES } from "../../harness/verdict/guarantee.ts";
import type { GuaranteeOutcome } from "../../harness/verdict/outcome.ts";
import type { Verdict } from "../../harness/verdict/verdict.ts";
import { footnotes, offLines, rows } from "../table.ts";
import { html, type Markup } from "./markup.ts";
import { withCode } from "./with-code.ts";

/** A sign beside the word, for those who do not see colours. */
const SIGNS: Readonly<Record<GuaranteeOutcome, string>> = {
  pass: "✓",
  fail: "✗",
  unknown: "?",
  "not-judged": "–",
  off: "–",
};

/** Each guarantee: what it says when it holds, whether it did, and on how much that stands. */
export function guarantees({ guarantees: all }: Verdict): Markup {
  const holds = new Map<string, string>(
    Object.entries(GUARANTEES).map(([name, entry]) => [name, entry.holds]),
  );
  const notes = footnotes(all);
  const off = offLines(all);
  return html`<section id="guarantees">
    <h2>Guarantees</h2>
    <div class="wide">
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">Outcome</th>
            <th scope="col">Guarantee</th>
            <th scope="col" class="number">Judged</th>
            <th scope="col">What that means</th>
          </tr>
        </thead>
        <tbody>
          ${rows(all).map(
            ({ name, outcome, trials, note }) =>
              html`<tr>
                <td><span class="badge ${outcome}">${SIGNS[outcome]} ${outcome}</span></td>
                <td><b>${name}</b> <span class="quiet">${holds.get(name) ?? ""}</span></td>
                <td class="number">${trials}</td>
                <td>${withCode(note)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      notes.length === 0 && off.length === 0
        ? null
        : html`<ul class="notes">
            ${notes.map((line) => html`<li>${withCode(line)}</li>`)}${off.map((line) => html`<li>Off: ${withCode(line)}</li>`)}
          </ul>`
    }
  </section>`;
}
