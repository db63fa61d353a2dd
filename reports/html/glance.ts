import type { Finding } from "../../harness/verdict/finding.ts";
import { printable } from "../escape.ts";
import type { Evidence } from "../evidence.ts";
import { html, type Markup } from "./markup.ts";
import type { Recording } from "./recording.ts";

/** Kinds of leaks that came inside something else, which may be the receiver's own. */
const INSIDE: ReadonlySet<string> = new Set(["bleed", "cross-run"]);
const NAMED = 3;
const PROBE = "a connection with bad credentials";

/**
 * Who received what, whose it is, and when: the four things that somebody in a hurry looks for. What does not
 * apply is left out.
 *
 * @param time of the op that shows it, milliseconds since the execution began; null: unknown
 */
export function glance(
  finding: Finding,
  time: number | null,
  evidence: Evidence,
  recording: Recording | null,
): Markup {
  const { victim, run, ops, guarantee } = finding;
  const leak = guarantee === "isolation";
  const place = run === null || recording === null ? null : recording.lanes.runOf(run);
  const which = place === null ? "" : `, run ${place.run + 1}`;
  const who = leak ? receivers(finding, evidence) : userOf(finding);
  const what = whatOf(finding);
  return html`<dl class="glance">
    ${
      who !== null &&
      html`<div>
        <dt>${leak ? "Who saw it" : "User"}</dt>
        <dd>${who}${leak ? "" : which}</dd>
      </div>`
    }
    ${
      what !== null &&
      html`<div>
        <dt>What</dt>
        <dd>${what}</dd>
      </div>`
    }
    ${
      victim !== null &&
      html`<div class="victim">
        <dt>Whose it is</dt>
        <dd>${name(victim)}${which}</dd>
      </div>`
    }
    <div>
      <dt>When</dt>
      <dd>
        ${time === null ? "not recorded" : `+${(time / 1_000).toFixed(3)} s`}
        <small
          >${[...wallClock(time, recording), ...(ops.length > 0 ? [`op ${ops[0]}`] : [])].join(" · ")}</small
        >
      </dd>
    </div>
  </dl>`;
}

/** All who received it, as far as the ops that prove it tell: those of a leak to many are only the first. */
function receivers({ user, victim, kind, ops }: Finding, evidence: Evidence): string {
  const names = new Set([user === null ? PROBE : name(user)]);
  for (const index of kind === "shared" ? ops : []) {
    const op = evidence.get(index);
    if (op?.type !== "event" && op?.type !== "frame") continue;
    if (op.user !== victim) names.add(op.user === null ? PROBE : name(op.user));
  }
  const some = [...names].slice(0, NAMED).join(", ");
  return names.size > NAMED ? `${some} and others` : some;
}

function userOf({ user, guarantee }: Finding): string | null {
  if (user !== null) return name(user);
  return guarantee === "identity" ? PROBE : null;
}

function whatOf({ event, run, kind, guarantee }: Finding): string | null {
  const leak = guarantee === "isolation";
  if (event !== null) return `${leak && INSIDE.has(kind) ? "text inside " : ""}${name(event)}`;
  if (leak) return "text of another user";
  return run === null ? null : "the whole run";
}

function name(text: string): string {
  return printable(text, 120);
}

function wallClock(time: number | null, recording: Recording | null): readonly string[] {
  if (time === null || recording === null) return [];
  return [new Date(recording.header.epoch + time).toISOString().replace("T", " ")];
}
