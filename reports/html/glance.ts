import type { Finding } from "../../harness/verdict/finding.ts";
import { html, type Markup } from "./markup.ts";
import type { Recording } from "./recording.ts";

/**
 * Who received what, whose it is, and when: the four things that somebody in a hurry looks for.
 *
 * @param time of the op that shows it, milliseconds since the execution began; null: unknown
 */
export function glance(
  { user, victim, event, run, ops, guarantee }: Finding,
  time: number | null,
  recording: Recording | null,
): Markup {
  const leak = guarantee === "isolation";
  const place = run === null || recording === null ? null : recording.lanes.runOf(run);
  const which = place === null ? "" : `, run ${place.run + 1}`;
  const nobody = leak ? "a connection with bad credentials" : "nobody in particular";
  return html`<dl class="glance">
    <div>
      <dt>${leak ? "Who saw it" : "User"}</dt>
      <dd>${user ?? nobody}${leak ? "" : which}</dd>
    </div>
    <div>
      <dt>What</dt>
      <dd>${event ?? (leak ? "text of another user" : "the whole run")}</dd>
    </div>
    ${
      victim !== null &&
      html`<div class="victim">
        <dt>Whose it is</dt>
        <dd>${victim}${which}</dd>
      </div>`
    }
    <div>
      <dt>When</dt>
      <dd>
        ${time === null ? "not recorded" : `+${(time / 1_000).toFixed(3)} s`}
        <small>${wallClock(time, recording)}${ops.length > 0 && html` op ${ops[0] ?? ""}`}</small>
      </dd>
    </div>
  </dl>`;
}

function wallClock(time: number | null, recording: Recording | null): string {
  if (time === null || recording === null) return "";
  return new Date(recording.header.epoch + time).toISOString().replace("T", " ");
}
