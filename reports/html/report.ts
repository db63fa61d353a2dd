import { createHash } from "node:crypto";
import { PARTIAL_WORDS } from "../../harness/history/mode.ts";
import type { Verdict } from "../../harness/verdict/verdict.ts";
import type { Evidence } from "../evidence.ts";
import { grouped } from "../figures.ts";
import { WORDS } from "../headline.ts";
import { crowd } from "./crowd.ts";
import { findings, timeOf } from "./findings.ts";
import { glance } from "./glance.ts";
import { guarantees } from "./guarantees.ts";
import { latency } from "./latency.ts";
import { html, type Markup, trusted } from "./markup.ts";
import { outcome } from "./outcome.ts";
import { findingId, pack } from "./pack.ts";
import type { Recording } from "./recording.ts";
import { SCRIPT } from "./script.ts";
import { storyTeller } from "./story-rows.ts";
import { STYLE } from "./style.ts";
import { surroundings } from "./surroundings.ts";

/**
 * `report.html`: one file that needs nothing else. Its policy allows its own style and its own script, by
 * their hashes, and no address at all. What a server sent stands in it as text.
 *
 * @param recording what the picture of the crowd is drawn from; null: there is no history, and no picture
 */
export function report(verdict: Verdict, evidence: Evidence, recording: Recording | null): string {
  const picture =
    recording === null || recording.lanes.lanes.length === 0
      ? null
      : crowd(verdict, recording, pack(recording.lanes, recording.header, verdict.findings));
  const tell = recording === null ? () => null : storyTeller(recording, verdict.findings);
  const at = verdict.findings.findIndex(({ waiver }) => waiver === undefined);
  const first = verdict.findings[at];
  const worst = first && {
    id: findingId(at),
    glance: glance(first, timeOf(first, evidence, tell(first)), evidence, recording),
  };
  return `${
    document(verdict, [
      outcome(verdict, worst ?? null),
      verdict.conditions === null ? null : guarantees(verdict),
      findings({ verdict, evidence, recording }, tell),
      picture,
      latency(verdict, recording),
      verdict.conditions === null ? null : surroundings(verdict, recording),
    ]).markup
  }\n`;
}

function document(verdict: Verdict, sections: readonly (Markup | null)[]): Markup {
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(SCRIPT)}`,
    `style-src ${hashOf(STYLE)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
  const where = verdict.target === null ? "" : ` ${verdict.target.url.slice(0, 200)}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${WORDS[verdict.outcome]}: Quintet${where}</title>
        ${trusted(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <nav aria-label="sections">
          <div>
            <b>Quintet</b>${links(verdict, sections)}<button
              type="button"
              id="theme"
              hidden
            ></button>
          </div>
        </nav>
        <main>
          ${sections}
          <footer>
            ${source(verdict)}${verdict.seed !== null && html` Seed ${verdict.seed}.`}
          </footer>
        </main>
        ${trusted(`<script>${SCRIPT}</script>`)}
      </body>
    </html>`;
}

const LINKS = [
  ["guarantees", "Guarantees"],
  ["findings", "Findings"],
  ["crowd", "Crowd"],
  ["latency", "Latency"],
  ["plan", "Plan"],
  ["environment", "Environment"],
  ["health", "Harness"],
] as const;

/** To the sections that are there. */
function links({ findingCount }: Verdict, sections: readonly (Markup | null)[]): readonly Markup[] {
  const text = sections.map((section) => section?.markup ?? "").join("");
  return LINKS.filter(([id]) => text.includes(`<section id="${id}">`)).map(
    ([id, words]) =>
      html`<a href="#${id}"
        >${words}${id === "findings" && html` <span class="count">${grouped(findingCount)}</span>`}</a
      >`,
  );
}

function source({ conditions }: Verdict): string {
  return conditions?.history === undefined
    ? "All of this comes from the verdict and the history beside it."
    : `All of this comes from the execution itself: ${PARTIAL_WORDS[conditions.history]}.`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
