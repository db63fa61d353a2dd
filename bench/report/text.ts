import { columns, pad } from "../../reports/columns.ts";
import { cells, HEAD } from "./cells.ts";
import type { Section } from "./result.ts";

/** One benchmark for a terminal: figures in columns, then what was checked, and what to know. */
export function sectionText({ id, title, rows, checks, notes }: Section): string {
  const table = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_, at) => Math.max(...table.map((row) => columns(row[at] ?? ""))));
  const lines = table.map((row) =>
    row.map((cell, at) => pad(cell, widths[at] ?? 0, sideOf(at))).join("  "),
  );
  return [
    `(${id}) ${title}`,
    ...lines.map((line) => `  ${line}`.trimEnd()),
    ...checks.map(({ what, ok, found }) => `  ${ok ? "ok" : "NO"}  ${what}: ${found}`),
    ...notes.map((note) => `  –   ${note}`),
    "",
  ].join("\n");
}

/** Names and goals to the left, figures to the right. */
function sideOf(column: number): "left" | "right" {
  return column === 0 || column === HEAD.length - 1 ? "right" : "left";
}
