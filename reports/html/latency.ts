import type { Verdict } from "../../harness/verdict/verdict.ts";
import { duration, grouped } from "../figures.ts";
import { binFrom, type Heat, quantileBin, total } from "./lanes/heat.ts";
import { html, type Markup } from "./markup.ts";
import type { Recording } from "./recording.ts";
import { chart, path, steps, type Tick, x, y } from "./svg.ts";

const METRICS = [
  ["accepted", "accepted"],
  ["first", "first event"],
  ["gap", "between events"],
  ["total", "whole run"],
] as const;

/** How long things took: the figures, how they are spread, and how they went over time. */
export function latency({ latency: figures }: Verdict, recording: Recording | null): Markup | null {
  const measured = METRICS.flatMap(([name, words]) => {
    const summary = figures[name];
    return summary === null ? [] : [{ words, summary }];
  });
  if (measured.length === 0) return null;
  const data = recording?.lanes.latency ?? null;
  return html`<section id="latency">
    <h2>Latency</h2>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">From the scheduled send</th>
            <th scope="col" class="number">p50</th>
            <th scope="col" class="number">p95</th>
            <th scope="col" class="number">p99</th>
            <th scope="col" class="number">max</th>
          </tr>
        </thead>
        <tbody>
          ${measured.map(
            ({ words, summary: { p50, p95, p99, max } }) =>
              html`<tr>
                <td>${words}</td>
                ${[p50, p95, p99, max].map((value) => html`<td class="number">${duration(value)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      data &&
      html`<div class="charts">
          ${spread("First event", data.first)}${overTime("First event", data.first)}${spread("Whole run", data.total)}${overTime("Whole run", data.total)}
        </div>
        <p class="quiet">Drawn in steps of 12 %; the table is exact to three digits.</p>`
    }
  </section>`;
}

/** Bars: how many runs took how long, on a logarithmic scale. */
function spread(title: string, heat: Heat): Markup | null {
  const counts = total(heat);
  const range = rangeOf([counts]);
  if (range === null) return null;
  const most = Math.max(...counts);
  const shown = [...counts.subarray(range.from, range.to).entries()];
  const width = 1 / (range.to - range.from);
  const bars = shown
    .filter(([, count]) => count > 0)
    .map(([at, count]) => {
      const words = `${duration(binFrom(range.from + at))} to ${duration(binFrom(range.from + at + 1))}: ${grouped(count)}`;
      return html`<rect
        class="bar"
        x="${x(at * width)}"
        y="${y(count / most)}"
        width="${Math.max(1, x((at + 1) * width) - x(at * width) - 1)}"
        height="${y(0) - y(count / most)}"
        ><title>${words}</title></rect
      >`;
    });
  const picture = chart(
    {
      label: `${title}: how many runs took how long`,
      across: decades(range),
      up: steps(most, 4)
        .filter(Number.isInteger)
        .map((count) => ({ at: count / most, label: grouped(count) })),
    },
    bars,
  );
  const rows = shown.filter(([, count]) => count > 0);
  return html`<figure>
    <figcaption>${title}: spread over runs</figcaption>
    ${picture}
    <details>
      <summary aria-label="${title}, spread over runs, as a table">As a table</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col" class="number">Runs</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([at, count]) =>
              html`<tr>
                <td>${duration(binFrom(range.from + at))}</td>
                <td>${duration(binFrom(range.from + at + 1))}</td>
                <td class="number">${grouped(count)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </details>
  </figure>`;
}

const LINES = [
  ["p50", 0.5],
  ["p95", 0.95],
  ["max", 1],
] as const;

/** Lines: the median, the 95th percentile and the greatest, by when the run was to be sent. Broken where nothing was. */
function overTime(title: string, { columns, width }: Heat): Markup | null {
  const range = rangeOf(columns);
  if (range === null) return null;
  const end = columns.length * width;
  const points = columns.flatMap((counts, at) => {
    const bins = LINES.map(([, share]) => quantileBin(counts, share));
    return bins.every((bin) => bin !== null) ? [{ from: at * width, bins }] : [];
  });
  const up = (bin: number): number => (bin + 1 - range.from) / (range.to - range.from);
  const lines = LINES.map(([name], which) => {
    const at = points.map(
      ({ from, bins }) => [(from + width / 2) / end, up(bins[which] ?? 0)] as const,
    );
    return html`<path
        class="curve ${name}"
        d="${path(at, (width / end) * 1.5)}"
      />${at.map(([a, b]) => html`<circle class="dot ${name}" cx="${x(a)}" cy="${y(b)}" r="3" />`)}`;
  });
  const picture = chart(
    {
      label: `${title}: median, 95th percentile and greatest over time`,
      across: steps(end, 6).map((time) => ({ at: time / end, label: duration(time) })),
      up: decades(range),
    },
    lines,
  );
  return html`<figure>
    <figcaption>
      ${title}: over time
      <span class="key">${LINES.map(([name]) => html`<i class="${name}"></i>${name} `)}</span>
    </figcaption>
    ${picture}
    <details>
      <summary aria-label="${title}, over time, as a table">As a table</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Sent at</th>
            ${LINES.map(([name]) => html`<th scope="col" class="number">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${points.map(
            ({ from, bins }) =>
              html`<tr>
                <td>+${duration(from)}</td>
                ${bins.map((bin) => html`<td class="number">${duration(binFrom((bin ?? 0) + 1))}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </details>
  </figure>`;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** The bins that are used, with some room beside them; null: none is. */
function rangeOf(columns: readonly Uint32Array[]): Range | null {
  const used = columns.flatMap((counts) =>
    [...counts.entries()].filter(([, count]) => count > 0).map(([bin]) => bin),
  );
  if (used.length === 0) return null;
  return { from: Math.max(0, Math.min(...used) - 3), to: Math.max(...used) + 4 };
}

/** 1, 2 and 5 of each power of ten, as far as they fit. */
function decades({ from, to }: Range): readonly Tick[] {
  const values = Array.from(
    { length: 24 },
    (_, at) => (([1, 2, 5] as const)[at % 3] ?? 1) * 10 ** (Math.floor(at / 3) - 1),
  );
  const ticks = values.map((value) => ({
    at: (Math.log10(value / 0.1) * 20 - from) / (to - from),
    label: duration(value),
  }));
  const shown = ticks.filter(({ at }) => at >= 0 && at <= 1);
  return shown.length > 7 ? shown.filter((_, at) => at % 3 === 0) : shown;
}
