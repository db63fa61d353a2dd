import { printable } from "./escape.ts";
import { grouped } from "./figures.ts";
import { plain } from "./markdown.ts";
import type { FaultRow, Matrix, TwinRow } from "./matrix-data.ts";
import { faultOutcome, twinOutcome } from "./matrix-outcome.ts";
import * as words from "./matrix-words.ts";

/** The matrix as Markdown: a heading, a table of the faults, one of the legal twins, and what they mean. */
export function matrixMarkdown(matrix: Matrix): string {
  const { faults, twins } = matrix;
  const blocks = [
    "# Detection matrix",
    `${plain(words.headline(matrix))}.`,
    faults.length === 0 ? "" : faultTable(faults),
    list(words.meaning(matrix)),
    twins.length === 0 ? "" : `## Legal twins\n\n${twinTable(twins)}`,
    notes(matrix),
    matrix.later.length === 0 ? "" : `## Not yet\n\n${list(words.laterLines(matrix))}`,
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function faultTable(faults: readonly FaultRow[]): string {
  const rows = faults.map((row) => {
    const share = `${row.trials.caught}/${words.executions(row)}`;
    return line([
      row.section,
      `\`${row.id}\``,
      plain(row.about),
      row.must.map((name) => `\`${name}\``).join(", "),
      faultOutcome(row) === "pass" ? share : `**${share}**`,
      `${row.recalled}/${row.firings}`,
      ...words.COLUMNS.map((name) => words.cell(row.spoke[name]).replace(/^\.$/, "")),
    ]);
  });
  return [
    line(["", "fault", "what breaks", "must be caught by", "caught", "recall", ...words.COLUMNS]),
    line(["---", "---", "---", "---", "--:", "--:", ...words.COLUMNS.map(() => ":-:")]),
    ...rows,
  ].join("\n");
}

function twinTable(twins: readonly TwinRow[]): string {
  const rows = twins.map((row) => {
    const passed = `${row.passed}/${row.executions}`;
    const shown = twinOutcome(row) === "pass" ? passed : `**${passed}**`;
    const { length } = row.alarms;
    return line([`\`${row.id}\``, plain(row.about), shown, grouped(row.runs), String(length)]);
  });
  return [
    line(["legal twin", "what it does", "passed", "runs", "alarms"]),
    line(["---", "---", "--:", "--:", "--:"]),
    ...rows,
  ].join("\n");
}

function notes({ faults, twins }: Matrix): string {
  const lines = [...faults, ...twins].flatMap((row) =>
    [...words.noteTexts(row.notes), ...words.alarmTexts(row.alarms)].map(
      (text) => `${row.id}: ${printable(text, 600)}`,
    ),
  );
  return lines.length === 0 ? "" : `## Amiss\n\n${list(lines)}`;
}

function list(lines: readonly string[]): string {
  return lines.map((text) => `- ${plain(text)}`).join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
