import { html, type Markup } from "./markup.ts";

/** Where a chart is drawn, in units of its own view box. */
export const FRAME = { width: 640, height: 240, left: 56, right: 12, top: 12, bottom: 30 } as const;

export const INNER = {
  width: FRAME.width - FRAME.left - FRAME.right,
  height: FRAME.height - FRAME.top - FRAME.bottom,
} as const;

export interface Tick {
  /** 0 to 1, from left to right or from bottom to top. */
  readonly at: number;
  readonly label: string;
}

/** A chart with its axes; what is drawn inside uses `x` and `y`. */
export function chart(
  { label, across, up }: { label: string; across: readonly Tick[]; up: readonly Tick[] },
  inside: readonly Markup[],
): Markup {
  return html`<svg
    class="chart"
    viewBox="0 0 ${FRAME.width} ${FRAME.height}"
    role="img"
    aria-label="${label}"
  >
    ${up.map(({ at, label: words }) => html`<line class="grid" x1="${FRAME.left}" x2="${FRAME.width - FRAME.right}" y1="${y(at)}" y2="${y(at)}" /><text class="tick end" x="${FRAME.left - 6}" y="${y(at) + 4}">${words}</text>`)}
    ${across.map(({ at, label: words }) => html`<line class="grid" x1="${x(at)}" x2="${x(at)}" y1="${FRAME.top}" y2="${FRAME.height - FRAME.bottom}" />${below(at, words)}`)}
    ${inside}
  </svg>`;
}

/** Units that a character of a tick takes, and a wide one too. */
const CHARACTER = 9;

/** The words of a tick below it, or, where the chart would end in the middle of them, before its end. */
function below(at: number, words: string): Markup {
  const isWhole = x(at) + (words.length * CHARACTER) / 2 <= FRAME.width;
  const [anchor, place] = isWhole ? ["middle", x(at)] : ["end", FRAME.width];
  const foot = FRAME.height - FRAME.bottom + 18;
  return html`<text class="tick ${anchor}" x="${place}" y="${foot}">${words}</text>`;
}

/** 0 to 1 from left to right. */
export function x(share: number): number {
  return rounded(FRAME.left + share * INNER.width);
}

/** 0 to 1 from bottom to top. */
export function y(share: number): number {
  return rounded(FRAME.height - FRAME.bottom - share * INNER.height);
}

/** @param gap a line is broken where two points are further apart, from left to right: nothing is known in between */
export function path(
  points: readonly (readonly [across: number, up: number])[],
  gap = Infinity,
): string {
  return points
    .map(([a, b], at) => {
      const before = points[at - 1]?.[0] ?? -Infinity;
      return `${a - before > gap ? "M" : "L"}${x(a)} ${y(b)}`;
    })
    .join("")
    .replace(/^L/, "M");
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/** At most `most` round numbers from 0 to `end`. */
export function steps(end: number, most: number): readonly number[] {
  if (end <= 0) return [0];
  const rough = end / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => end / one <= most);
  if (step === undefined) return [0];
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, at) => at * step);
}
