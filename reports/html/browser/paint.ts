import type { CrowdModel, CrowdView } from "./crowd-model.ts";
import type { Pen } from "./page.ts";
import type { Words } from "./words.ts";

export interface Colours {
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly stripe: string;
  readonly run: string;
  readonly runNext: string;
  readonly bad: string;
  readonly paper: string;
  readonly focus: string;
  readonly events: readonly string[];
}

export interface Sizes {
  /** Where the names stand. Narrower in a narrow window. */
  gutter: number;
  readonly axis: number;
}

/** What stands around the lanes. */
export interface Frame {
  axis(): void;
  names(): void;
}

/** Draws what is in view, and nothing else: the cost does not grow with the crowd. */
export function paint(
  pen: Pen,
  model: CrowdModel,
  view: CrowdView,
  words: Words,
  colours: Colours,
  { gutter, axis }: Sizes,
  frame: Frame,
): void {
  const { width, height, row, from, to, scroll, order } = view;
  const { starts, time, kind, run, payload, proves } = model;
  const scale = (width - gutter) / (to - from);
  const x = (at: number): number => gutter + (at - from) * scale;
  const y = (lane: number): number => axis + (view.rows.get(lane) ?? -9) * row + row / 2 - scroll;
  const radius = Math.max(1.5, Math.min(5, row * 0.22));
  const first = Math.max(0, Math.floor(scroll / row));
  const shown = order.slice(first, Math.ceil((scroll + height - axis) / row) + 1);

  /** Marks of a lane that are in view, and their neighbours. */
  function inView(lane: number): readonly [number, number] {
    let [low, high] = [starts[lane] ?? 0, starts[lane + 1] ?? 0];
    const last = high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((time[middle] ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    high = low;
    while (high < last && (time[high] ?? 0) <= to) high += 1;
    return [low, high];
  }

  function backs(lane: number, middle: number): void {
    const spans = new Map<number, [number, number]>();
    for (let at = starts[lane] ?? 0; at < (starts[lane + 1] ?? 0); at += 1) {
      const number = run[at] ?? 0;
      if (number === 0 || words.isForeign(at)) continue;
      const span = spans.get(number);
      if (span) span[1] = time[at] ?? 0;
      else spans.set(number, [time[at] ?? 0, time[at] ?? 0]);
    }
    for (const [number, [begin, end]] of spans) {
      pen.fillStyle = number % 2 === 1 ? colours.run : colours.runNext;
      const left = Math.max(gutter, x(begin) - radius - 2);
      const right = Math.min(width, x(end) + radius + 2);
      if (right <= left) continue;
      pen.beginPath();
      pen.roundRect(left, middle - row * 0.32, right - left, row * 0.64, Math.min(6, row * 0.3));
      pen.fill();
    }
  }

  /** A kind of mark that nobody asked for stays in the background. */
  function faded(mark: number, middle: number): void {
    pen.globalAlpha = view.kind === -1 || view.kind === kind[mark] ? 1 : 0.12;
    shape(mark, middle);
  }

  function shape(mark: number, middle: number): void {
    const at = x(time[mark] ?? 0);
    const { group, amiss = false } = payload.kinds[kind[mark] ?? 0] ?? { group: "event" };
    pen.beginPath();
    if (words.isForeign(mark)) {
      const size = radius * 1.6;
      pen.fillStyle = colours.bad;
      pen.moveTo(at, middle - size);
      pen.lineTo(at + size, middle);
      pen.lineTo(at, middle + size);
      pen.lineTo(at - size, middle);
    } else if (group === "event") {
      pen.fillStyle = colours.events[(kind[mark] ?? 0) % colours.events.length] ?? colours.text;
      pen.arc(at, middle, radius, 0, 7);
    } else if (group === "send") {
      pen.fillStyle = colours.text;
      pen.moveTo(at - radius, middle - radius);
      pen.lineTo(at + radius, middle);
      pen.lineTo(at - radius, middle + radius);
    } else if (group === "frame") {
      pen.fillStyle = amiss ? colours.bad : colours.quiet;
      pen.rect(at - radius / 2, middle - radius / 2, radius, radius);
    } else {
      pen.fillStyle = amiss ? colours.bad : colours.quiet;
      pen.rect(at - 1, middle - radius * 1.4, 2, radius * 2.8);
    }
    pen.closePath();
    pen.fill();
    if (proves.has(mark)) ring(at, middle, radius * 2.1, colours.bad, 1.5);
  }

  function ring(at: number, middle: number, size: number, colour: string, thick: number): void {
    pen.strokeStyle = colour;
    pen.lineWidth = thick;
    pen.beginPath();
    pen.arc(at, middle, size, 0, 7);
    pen.stroke();
  }

  function drawLanes(): void {
    for (const [offset, lane] of shown.entries()) {
      const middle = y(lane);
      if ((first + offset) % 2 === 1) {
        pen.fillStyle = colours.stripe;
        pen.fillRect(0, middle - row / 2, width, row);
      }
      backs(lane, middle);
      const [low, high] = inView(lane);
      const telling: number[] = [];
      for (let mark = low; mark < high; mark += 1) {
        if (proves.has(mark) || words.isForeign(mark)) telling.push(mark);
        else faded(mark, middle);
      }
      // What tells lies above what does not.
      for (const mark of telling) faded(mark, middle);
      pen.globalAlpha = 1;
    }
  }

  function drawArcs(): void {
    const visible = model.sights.filter(
      ({ finding }) => view.guarantee === "" || finding.guarantee === view.guarantee,
    );
    const chosen = proves.get(view.selected) ?? [];
    for (const { finding, wrong, source } of visible) {
      if (wrong === null || source === null || wrong === source) continue;
      const [start, end] = [model.laneOf[source] ?? 0, model.laneOf[wrong] ?? 0];
      if (!view.rows.has(start) || !view.rows.has(end)) continue;
      const [x1, y1, x2, y2] = [x(time[source] ?? 0), y(start), x(time[wrong] ?? 0), y(end)];
      const strong = chosen.some((at) => model.sights[at]?.finding === finding);
      pen.strokeStyle = colours.bad;
      pen.fillStyle = colours.bad;
      pen.lineWidth = strong ? 2.5 : 1.25;
      pen.globalAlpha = strong || chosen.length === 0 ? 1 : 0.55;
      const [cx, cy] = [(x1 + x2) / 2 - Math.min(60, Math.abs(y2 - y1) * 0.25) - 14, (y1 + y2) / 2];
      const angle = Math.atan2(y2 - cy, x2 - cx);
      const [tipX, tipY] = [x2 - Math.cos(angle) * radius * 2, y2 - Math.sin(angle) * radius * 2];
      pen.beginPath();
      pen.moveTo(x1, y1);
      pen.quadraticCurveTo(cx, cy, tipX, tipY);
      pen.stroke();
      pen.beginPath();
      pen.moveTo(tipX, tipY);
      pen.lineTo(tipX - Math.cos(angle - 0.4) * 9, tipY - Math.sin(angle - 0.4) * 9);
      pen.lineTo(tipX - Math.cos(angle + 0.4) * 9, tipY - Math.sin(angle + 0.4) * 9);
      pen.closePath();
      pen.fill();
      pen.globalAlpha = 1;
      if (strong) {
        label(`${words.whose(wrong)}: seen by ${words.lane(end)}`, Math.min(x1, x2), x2, y2);
      }
    }
  }

  /** Words beside an arc, where they hide none of it; nowhere if there is no room: they stand below the picture too. */
  function label(text: string, before: number, after: number, beside: number): void {
    const middle = Math.max(axis + 11, beside);
    pen.font = "600 12px system-ui, sans-serif";
    const wide = pen.measureText(text).width + 12;
    const left = after + 14 + wide > width ? before - 14 - wide : after + 14;
    if (left < gutter) return;
    pen.fillStyle = colours.bad;
    pen.beginPath();
    pen.roundRect(left, middle - 9, wide, 18, 5);
    pen.fill();
    pen.fillStyle = colours.paper;
    pen.textAlign = "left";
    pen.fillText(text, left + 6, middle + 0.5);
  }

  pen.clearRect(0, 0, width, height);
  pen.textBaseline = "middle";
  pen.fillStyle = colours.paper;
  pen.fillRect(0, 0, width, height);
  pen.save();
  frame.axis();
  pen.beginPath();
  pen.rect(gutter, axis, width - gutter, height - axis);
  pen.clip();
  drawLanes();
  drawArcs();
  for (const mark of [view.hovered, view.selected]) {
    if (mark === -1) continue;
    ring(x(time[mark] ?? 0), y(model.laneOf[mark] ?? 0), radius + 5, colours.focus, 2);
  }
  pen.restore();
  pen.save();
  pen.beginPath();
  pen.rect(0, axis, gutter, height - axis);
  pen.clip();
  frame.names();
  pen.restore();
}
