/** How often what took how long, over time. Bounded: at most `COLUMNS` columns of `BINS` counts. */
export interface Heat {
  /** Milliseconds that a column stands for. */
  readonly width: number;
  /** Counts by bin, a column each, from time 0 on. */
  readonly columns: readonly Uint32Array[];
}

export interface HeatGauge {
  /** Both in milliseconds. */
  add(time: number, took: number): void;
  view(): Heat;
}

/** Twenty bins a decade: each is 12 % wide. From 0.1 ms to an hour. */
const A_DECADE = 20;
const LOWEST = 0.1;
export const BINS = 152;

const COLUMNS = 96;
const FIRST_WIDTH = 25;

/** Once time has outgrown the columns, each two become one. */
export function createHeat(): HeatGauge {
  let width = FIRST_WIDTH;
  let columns: Uint32Array[] = [];
  return {
    add(time, took) {
      while (time >= width * COLUMNS) {
        columns = halved(columns);
        width *= 2;
      }
      const at = Math.max(0, Math.floor(time / width));
      for (let next = columns.length; next <= at; next += 1) columns.push(new Uint32Array(BINS));
      const column = columns[at];
      const bin = binOf(took);
      if (column) column[bin] = (column[bin] ?? 0) + 1;
    },
    view: () => ({ width, columns }),
  };
}

export function binOf(took: number): number {
  if (took <= LOWEST) return 0;
  return Math.min(BINS - 1, Math.floor(Math.log10(took / LOWEST) * A_DECADE));
}

/** The least that falls into a bin, milliseconds. */
export function binFrom(bin: number): number {
  return LOWEST * 10 ** (bin / A_DECADE);
}

/** The bin below whose upper edge lies this share of what was counted; null: nothing was. */
export function quantileBin(counts: Uint32Array, share: number): number | null {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  let seen = 0;
  for (const [bin, count] of counts.entries()) {
    seen += count;
    if (seen >= share * all) return bin;
  }
  return null;
}

/** All columns as one. */
export function total({ columns }: Heat): Uint32Array {
  const sum = new Uint32Array(BINS);
  for (const column of columns) addTo(sum, column);
  return sum;
}

function halved(columns: readonly Uint32Array[]): Uint32Array[] {
  const half: Uint32Array[] = [];
  for (const [at, column] of columns.entries()) {
    const into = half[at >> 1];
    if (into) addTo(into, column);
    else half.push(column);
  }
  return half;
}

function addTo(sum: Uint32Array, more: Uint32Array): void {
  for (const [bin, count] of more.entries()) sum[bin] = (sum[bin] ?? 0) + count;
}
