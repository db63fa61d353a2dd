import type { Op } from "../../harness/history/op.ts";
import { isCanary } from "../../harness/ownership/canary.ts";
import type { Finding } from "../../harness/verdict/finding.ts";
import type { Evidence } from "../evidence.ts";
import { html, type Markup } from "./markup.ts";

const FRAMES = 6;
const CHARACTERS = 6_000;

/** The ops that prove a finding, as they were recorded. What another user's text proves is marked. */
export function frames(finding: Finding, evidence: Evidence): Markup | null {
  const ops = finding.ops.flatMap((index) => evidence.get(index) ?? []).slice(0, FRAMES);
  if (ops.length === 0) return null;
  const canaries = [...new Set(ops.flatMap(canariesOf))].filter(isCanary);
  const marked = canaries.length > 0 && finding.victim !== null;
  return html`<details class="frames">
    <summary>The raw record: ${ops.length} ${ops.length === 1 ? "op" : "ops"}</summary>
    <p class="quiet">
      As recorded, tokens redacted. It may be somebody's
      data.${marked && html` Marked: the unguessable words by which a text tells its owner.`}
    </p>
    ${ops.map(
      (op) =>
        html`<figure>
          <figcaption>op ${op.index}, ${op.type}, +${(op.time / 1_000).toFixed(3)} s</figcaption>
          <pre>${highlighted(textOf(op), marked ? canaries : [])}</pre>
        </figure>`,
    )}
  </details>`;
}

function textOf(op: Op): string {
  const { index: _index, time: _time, type: _type, ...rest } = op;
  const text = JSON.stringify(rest, null, 2);
  return text.length > CHARACTERS ? `${text.slice(0, CHARACTERS)} …` : text;
}

function canariesOf(op: Op): readonly string[] {
  if (op.type === "send") return op.canary === null ? [] : [op.canary];
  return "canaries" in op ? (op.canaries ?? []) : [];
}

/** Case does not matter: a canary survives folding. */
function highlighted(text: string, words: readonly string[]): readonly (Markup | string)[] {
  if (words.length === 0) return [text];
  const folded = text.toLowerCase();
  const parts: (Markup | string)[] = [];
  let from = 0;
  while (from < text.length) {
    const next = words
      .map((word) => ({ word, at: folded.indexOf(word, from) }))
      .filter(({ at }) => at !== -1)
      .toSorted((a, b) => a.at - b.at)[0];
    if (!next || folded.length !== text.length) break;
    const end = next.at + next.word.length;
    parts.push(text.slice(from, next.at), html`<mark>${text.slice(next.at, end)}</mark>`);
    from = end;
  }
  return [...parts, text.slice(from)];
}
