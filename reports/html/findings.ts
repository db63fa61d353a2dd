import { type PartialHistory, PARTIAL_WORDS } from "../../harness/history/mode.ts";
import type { Finding } from "../../harness/verdict/finding.ts";
import type { Verdict } from "../../harness/verdict/verdict.ts";
import { printable } from "../escape.ts";
import { type Evidence, evidenceLines } from "../evidence.ts";
import { grouped, plural } from "../figures.ts";
import { restWords } from "../stories.ts";
import { waivedWords } from "../waivers.ts";
import { command } from "./command.ts";
import { frames } from "./frames.ts";
import { glance } from "./glance.ts";
import { html, type Markup } from "./markup.ts";
import { findingId } from "./pack.ts";
import type { Recording } from "./recording.ts";
import type { StoryTimeline } from "./story-rows.ts";
import { timeline } from "./timeline.ts";

interface Told {
  readonly verdict: Verdict;
  readonly evidence: Evidence;
  readonly recording: Recording | null;
}

/** The events around a finding; null: they were not recorded. */
export type Teller = (finding: Finding) => StoryTimeline | null;

/** Findings that stand open when the page is. */
const OPEN = 1;

/** Every finding that the verdict keeps, worst first, each with its story. */
export function findings({ verdict, evidence, recording }: Told, tell: Teller): Markup | null {
  const { findings: kept, findingCount } = verdict;
  if (kept.length === 0) return null;
  const rest = restWords(0, findingCount - kept.length);
  return html`<section id="findings">
    <h2>${grouped(findingCount)} ${findingCount === 1 ? "finding" : "findings"}</h2>
    ${kept.map((finding, at) => card(finding, at, { verdict, evidence, recording }, tell(finding)))}
    ${rest !== null && html`<p>${rest}</p>`}
  </section>`;
}

function card(
  finding: Finding,
  at: number,
  { verdict, evidence, recording }: Told,
  story: StoryTimeline | null,
): Markup {
  const { guarantee, kind, message, run } = finding;
  return html`<details class="finding" id="${findingId(at)}" ${at < OPEN && html` open`}>
    <summary>
      <span class="badge fail">${guarantee}/${printable(kind, 60)}</span>
      <b>${printable(message)}</b
      >${waivedWords(finding, verdict)}${finding.baseline !== undefined && html` <span class="quiet">(${finding.baseline})</span>`}
    </summary>
    ${glance(finding, timeOf(finding, evidence, story), evidence, recording)}
    ${run !== null && html`<p class="quiet">run ${printable(run, 200)}</p>`}
    ${story === null ? lines(finding, evidence) : timeline(story)} ${consequences(finding)}
    ${frames(finding, evidence) ?? pointer(finding, verdict.conditions?.history)}
    <div class="again">
      <span>Reproduce</span
      >${verdict.replay === null ? html`<span>nothing to repeat</span>` : command(verdict.replay)}
    </div>
    ${recording !== null && html`<p><button type="button" class="to-crowd" data-finding="${at}" hidden>Show it in the crowd</button></p>`}
  </details>`;
}

/** When a finding shows; null: nobody recorded it. */
export function timeOf(
  { ops }: Finding,
  evidence: Evidence,
  story: StoryTimeline | null,
): number | null {
  const [op = -1] = ops;
  return evidence.get(op)?.time ?? story?.rows.find((row) => row.op === op)?.time ?? null;
}

/** Where there is no picture of the crowd. */
function lines(finding: Finding, evidence: Evidence): Markup | null {
  const told = evidenceLines(finding, evidence, true);
  return told.length === 0 ? null : html`<pre>${told.join("\n")}</pre>`;
}

/** Where the raw record is, of which nothing stands in the page. */
function pointer({ ops }: Finding, history: PartialHistory | undefined): Markup | null {
  if (ops.length === 0) return null;
  const where = history === undefined ? " in history.ndjson" : `: ${PARTIAL_WORDS[history]}`;
  const name = ops.length === 1 ? "op" : "ops";
  return html`<p class="quiet">The raw record: ${name} ${ops.slice(0, 12).join(", ")}${where}</p>`;
}

function consequences({ consequences: kept, consequenceCount }: Finding): Markup | null {
  if (consequenceCount === 0) return null;
  const more = consequenceCount - kept.length;
  return html`<div class="consequences">
    <p>It explains ${plural(consequenceCount, "further observation")}:</p>
    <ul>
      ${kept.map(
        ({ guarantee, kind, message }) =>
          html`<li><b>${guarantee}/${printable(kind, 60)}</b> ${printable(message)}</li>`,
      )}${more > 0 && html`<li>and ${grouped(more)} more</li>`}
    </ul>
  </div>`;
}
