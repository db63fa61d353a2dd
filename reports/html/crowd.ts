import { GUARANTEE_NAMES } from "../../harness/verdict/guarantee.ts";
import type { Verdict } from "../../harness/verdict/verdict.ts";
import { kindWords } from "./lanes/kinds.ts";
import { printable } from "../escape.ts";
import { duration, grouped, plural } from "../figures.ts";
import { html, type Markup, trusted } from "./markup.ts";
import type { Recording } from "./recording.ts";

/** The place where the page's own code draws the crowd: everything but the picture stands here already. */
export function crowd({ findings }: Verdict, { lanes }: Recording, payload: string): Markup {
  const broken = new Set(findings.map(({ guarantee }) => guarantee));
  return html`<section id="crowd">
    <h2>The crowd</h2>
    <p class="lead">
      One lane a connection, one mark an op: ${plural(lanes.lanes.length, "lane")},
      ${plural(lanes.marks.length, "mark")}.
      ${findings.length > 0 && "Lanes with findings come first."}
      ${findings.some(({ victim }) => victim !== null) && "An arc leads from the one whose data it is to the one who received it."}
    </p>
    ${left(lanes.left)}
    <noscript
      ><p class="note">
        The picture needs the page's own script, which this viewer does not run. The stories above
        need none.
      </p></noscript
    >
    <div class="tools" id="crowd-tools" hidden>
      <label
        >User
        <input
          type="search"
          id="crowd-user"
          placeholder="part of a name"
          autocomplete="off"
          spellcheck="false"
      /></label>
      ${
        findings.length > 0 &&
        html`<label
          >Guarantee
          <select id="crowd-guarantee">
            <option value="">all</option>
            ${GUARANTEE_NAMES.filter((name) => broken.has(name)).map((name) => html`<option value="${name}">${name}</option>`)}
          </select></label
        >`
      }
      <label
        >Mark
        <select id="crowd-kind">
          <option value="">all</option>
          ${lanes.kinds.map(({ group, name }, at) => html`<option value="${at}">${kindWords({ group, name: printable(name, 60) })}</option>`)}
        </select></label
      >
      <span class="group" role="group" aria-label="zoom"
        ><button type="button" id="crowd-out" aria-label="zoom out" title="zoom out (−)">−</button
        ><button type="button" id="crowd-in" aria-label="zoom in" title="zoom in (+)">+</button
        ><button
          type="button"
          id="crowd-all"
          aria-label="all of the time"
          title="all of the time (0)"
        >
          all
        </button></span
      >
      ${
        findings.length > 0 &&
        html`<span class="group" role="group" aria-label="findings"
          ><button
            type="button"
            id="crowd-previous"
            aria-label="previous finding"
            title="previous finding (p)"
          >
            ◀ finding</button
          ><button type="button" id="crowd-next" aria-label="next finding" title="next finding (n)">
            finding ▶
          </button></span
        >`
      }
      <label><input type="checkbox" id="crowd-dense" /> narrow lanes</label>
      <output id="crowd-count"></output>
      <span class="quiet" id="crowd-time"></span>
    </div>
    <div id="crowd-legend" class="legend" hidden></div>
    <div
      id="crowd-view"
      class="crowd-view"
      tabindex="0"
      role="application"
      aria-roledescription="picture of the crowd"
      aria-label="Lanes of the crowd. Up and down: lane. Left and right: mark. Plus, minus, 0: zoom. N, P: next and previous finding. Enter: its story."
      aria-describedby="crowd-said"
      hidden
    >
      <div id="crowd-spacer"><canvas id="crowd-canvas" aria-hidden="true"></canvas></div>
    </div>
    <p id="crowd-said" class="said" role="status">Unpacking …</p>
    <p class="keys quiet">
      <kbd>↑</kbd> <kbd>↓</kbd> lane · <kbd>←</kbd> <kbd>→</kbd> mark · <kbd>+</kbd> <kbd>−</kbd>
      <kbd>0</kbd> or Ctrl and wheel: zoom · drag or <kbd>Shift</kbd> <kbd>←</kbd> <kbd>→</kbd>:
      move in time · <kbd>n</kbd> <kbd>p</kbd> finding · <kbd>Enter</kbd> its story
    </p>
    <details id="crowd-table">
      <summary>The lanes as a table</summary>
      <div class="pages" hidden></div>
      <div class="wide">
        <table>
          <thead>
            <tr>
              <th scope="col">User</th>
              <th scope="col" class="number">Connection</th>
              <th scope="col">Role</th>
              <th scope="col" class="number">Runs</th>
              <th scope="col" class="number">Events</th>
              <th scope="col" class="number">Of others</th>
              <th scope="col">Findings</th>
            </tr>
          </thead>
          <tbody></tbody>
        </table>
      </div>
    </details>
    <details id="crowd-lane">
      <summary>The selected lane as a table</summary>
      <div class="pages" hidden></div>
      <div class="wide">
        <table>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col" class="number">Op</th>
              <th scope="col">What</th>
              <th scope="col">Whose</th>
              <th scope="col">Finding</th>
            </tr>
          </thead>
          <tbody></tbody>
        </table>
      </div>
    </details>
    ${trusted(`<script type="text/plain" id="crowd-data">${payload}</script>`)}
  </section>`;
}

function left(some: Recording["lanes"]["left"]): Markup | null {
  if (some === null) return null;
  const { since, marks, lanes } = some;
  return html`<p class="note">
    The picture was full at +${duration(since)}: ${grouped(marks)} further marks and
    ${grouped(lanes)} further lanes are not drawn, but for what proves findings. The verdict knows
    all of them.
  </p>`;
}
