/** What one `npm run bench` measured: data, as its file holds it and the docs show it. */
export interface Result {
  /** ISO 8601. */
  readonly date: string;
  /** The commit, with `+` behind it where files had been changed since. */
  readonly commit: string;
  readonly machine: Machine;
  /** Small sizes: shows that the benchmarks work, and nothing else. */
  readonly quick: boolean;
  readonly sections: readonly Section[];
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  readonly node: string;
}

export type BenchId = "a" | "b" | "c" | "d" | "e" | "f";

/** One benchmark. */
export interface Section {
  readonly id: BenchId;
  readonly title: string;
  readonly rows: readonly Row[];
  readonly checks: readonly Check[];
  /** What one must know to read the figures. */
  readonly notes: readonly string[];
}

/** One figure: a value for each repetition. */
export interface Row {
  readonly name: string;
  readonly unit: Unit;
  readonly values: readonly number[];
  /** What the median should be, at least or at most. */
  readonly goal?: Goal;
}

export type Unit = "µs" | "events/s" | "users/s" | "MB" | "KB" | "×";

export type Goal = { readonly atLeast: number } | { readonly atMost: number };

/** Something that must be so for the figures to mean anything. */
export interface Check {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
}

/** Whether all that must be so is so, and every figure is one. Nothing checked, or nothing measured, is not. */
export function sound({ sections }: Pick<Result, "sections">): boolean {
  return sections.length > 0 && sections.every(isSound);
}

function isSound({ rows, checks }: Section): boolean {
  const figures = rows.flatMap(({ values }) => values);
  return (
    checks.length > 0 &&
    checks.every(({ ok }) => ok) &&
    figures.length > 0 &&
    figures.every((value) => Number.isFinite(value))
  );
}
