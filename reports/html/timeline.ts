import { html, type Markup } from "./markup.ts";
import type { StoryRow, StoryTimeline } from "./story-rows.ts";

const SIGNS = { sent: "▶", received: "◀", other: "•" } as const;

/** What happened around a finding: a picture that is a table, a column a user, time from top to bottom. */
export function timeline({ columns, rows }: StoryTimeline): Markup {
  return html`<div class="wide">
    <table class="timeline">
      <caption>
        What happened, in order<span>: one column a user</span>
      </caption>
      <thead>
        <tr>
          <th scope="col" class="number">Time</th>
          <th scope="col" class="number">Op</th>
          ${columns.map(({ name, part }) => html`<th scope="col">${name}${part !== "" && html` <small>${part}</small>`}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => line(row, columns))}
      </tbody>
    </table>
  </div>`;
}

function line(row: StoryRow, columns: StoryTimeline["columns"]): Markup {
  const { time, op, weight } = row;
  return html`<tr class="${weight}">
    <td class="number">${time === null ? "never" : `+${(time / 1_000).toFixed(3)} s`}</td>
    <td class="number">${op ?? ""}</td>
    ${columns.map(({ name }, column) => cell(row, column, name))}
  </tr>`;
}

/** The way of something wrong is drawn from the column of the one whose it is. */
function cell(row: StoryRow, column: number, name: string): Markup {
  const { column: own, from, direction, text, weight, foreign } = row;
  if (column === own) {
    const strong = weight === "wrong" ? "wrong" : foreign ? "foreign" : "";
    // Where the page is too narrow for a column a user, the name stands here.
    return html`<td class="thing ${strong}">
      <span data-user="${name}">${SIGNS[direction]} ${text}</span>
    </td>`;
  }
  if (weight !== "wrong" || from === null) return html`<td class="line"></td>`;
  const between = (column - from) * (column - own) <= 0;
  if (!between) return html`<td class="line"></td>`;
  const way = own > from ? "right" : "left";
  return html`<td class="line way ${way}">
    <span>${column === from ? "its owner" : ""}</span>
  </td>`;
}
