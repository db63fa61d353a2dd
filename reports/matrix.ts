import type { GuaranteeName } from "../harness/verdict/guarantee.ts";
import { pad } from "./columns.ts";
import { printable } from "./escape.ts";
import { grouped } from "./figures.ts";
import type { FaultRow, Matrix, TwinRow } from "./matrix-data.ts";
import { faultOutcome, matrixOutcome, twinOutcome } from "./matrix-outcome.ts";
import * as words from "./matrix-words.ts";
import { ascii, hanging, type Page, paint } from "./terminal-page.ts";

/** Three letters for each. */
const SHORT: Readonly<Partial<Record<GuaranteeName, string>>> = {
  completeness: "cpl",
  connection: "cnn",
  clock: "clk",
};

const COLOURS = { pass: "green", unknown: "yellow", fail: "red" } as const;

/** Columns of an id, and of `20/20`. */
const ID = 20;
const SHARE = 7;

/** The matrix for a reader at a terminal of 80 columns or more. Ends in a newline. */
export function matrixTerminal(matrix: Matrix, options: Page): string {
  const page = { ...options, width: Math.max(80, options.width) };
  const blocks = [
    hanging("", words.headline(matrix), page).map((line) =>
      paint(line, ["bold", COLOURS[matrixOutcome(matrix)]], page),
    ),
    faultLines(matrix, page),
    twinLines(matrix, page),
    words.laterLines(matrix).flatMap((line) => hanging("  not yet  ", line, page)),
    [...legend(matrix), ...words.meaning(matrix)].flatMap((line) => hanging("  ", line, page)),
  ];
  const text = blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
  return `${page.unicode ? text : ascii(text)}\n`;
}

function faultLines({ faults }: Matrix, page: Page): readonly string[] {
  if (faults.length === 0) return [];
  const names = words.COLUMNS.map((name) => pad(short(name), 4, "left")).join("");
  const head = `  ${pad("fault", ID)}${names}${pad("caught", SHARE, "left")}${pad("recall", SHARE, "left")}`;
  const sections = Map.groupBy(faults, ({ section }) => section);
  return [
    paint(head, "dim", page),
    ...[...sections].flatMap(([section, rows]) => [
      paint(section, "dim", page),
      ...rows.flatMap((row) => rowLines(row, page)),
    ]),
  ];
}

function rowLines(row: FaultRow, page: Page): readonly string[] {
  const cells = words.COLUMNS.map((name) => pad(words.cell(row.spoke[name]), 4, "left")).join("");
  const share = pad(`${row.trials.caught}/${words.executions(row)}`, SHARE, "left");
  const recall = pad(words.recall(row), SHARE, "left");
  return [
    `  ${pad(row.id, ID)}${cells}${paint(share, COLOURS[faultOutcome(row)], page)}${recall}`,
    ...noteLines(row, page),
  ];
}

function twinLines({ twins }: Matrix, page: Page): readonly string[] {
  if (twins.length === 0) return [];
  const head = `  ${pad("legal twin", ID)}${pad("passed", SHARE + 2, "left")}${pad("runs", SHARE + 2, "left")}`;
  return [
    paint(head, "dim", page),
    ...twins.flatMap((row) => {
      const passed = pad(`${row.passed}/${row.executions}`, SHARE + 2, "left");
      const runs = pad(grouped(row.runs), SHARE + 2, "left");
      const painted = paint(passed, COLOURS[twinOutcome(row)], page);
      return [`  ${pad(row.id, ID)}${painted}${runs}`, ...noteLines(row, page)];
    }),
  ];
}

function noteLines({ notes, alarms }: FaultRow | TwinRow, page: Page): readonly string[] {
  return [...words.noteTexts(notes), ...words.alarmTexts(alarms)].flatMap((text) =>
    hanging("      ", printable(text, 600), page).map((line) => paint(line, "yellow", page)),
  );
}

function legend({ faults }: Matrix): readonly string[] {
  if (faults.length === 0) return [];
  return [words.COLUMNS.map((name) => `${short(name)} ${name}`).join(", ")];
}

function short(name: GuaranteeName): string {
  return SHORT[name] ?? name.slice(0, 3);
}
