import { printable } from "./escape.ts";
import { grouped } from "./figures.ts";
import { plain } from "./markdown.ts";
import type { FaultRow, Matrix, TwinRow } from "./matrix-data.ts";
import { faultOutcome, twinOutcome } from "./matrix-outcome.ts";
import * as words from "./matrix-words.ts";

const WHAT = `Each fault is a bug that the reference server can switch on. For every seed a server process of its own is started with the fault aimed at one user and one run, a crowd uses it, and the verdict is held against the truth: the server writes every place where the fault really struck beside the wire, where no checker looks. What must catch a fault was written down before it was tried. A legal twin is something unusual that a server may rightly do: any finding there, and any outcome but pass, is a false alarm.`;

const BLIND = `Another user's text is known by its marker, which must have come whole: raw or in other case, broken over lines, escaped, in hex, as a list of bytes, in UTF-16 or UTF-32, in base64 up to twice, or split over the pieces of one text, over the texts of a list, or over messages that are no events.`;

const UNSEEN = [
  "what is compressed, encrypted, or said in other words; what is encoded three times, or twice other than as base64 of base64 or of UTF-16",
  "a marker that is cut below its 34 characters, has lost its middle, is reversed, or is split between two types of events",
  "a marker with other characters inside, such as hex digits in pairs (71 78 37) or a sign of quotation before each line",
  "ids: a payload, or a message that is no event, may name another user, run or thread, as a list of who is there does",
];

const STATUSES = [
  "caught: a finding of a guarantee and kind that must catch it, at the user and run, and the event where there is one, at which it struck",
  "elsewhere: something else was found at that place, which does not count; missed: nothing was; not-fired: the fault struck nowhere; unknown: it could not be judged",
  "false alarm: a finding that the fault explains neither as itself nor as what it lists as its consequence",
];

/** The matrix as Markdown: a heading, a table of the faults, one of the legal twins, and what they mean. */
export function matrixMarkdown(matrix: Matrix): string {
  const { faults, twins } = matrix;
  const blocks = [
    "# Detection matrix",
    `${plain(words.headline(matrix))}.`,
    WHAT,
    `Made by \`npx quintet prove --seeds ${matrix.seeds} --seed ${printable(matrix.seed)}\`. The same seed aims at the same places; what happens in between is up to the clock.`,
    faults.length === 0 ? "" : `## Faults\n\n${faultTable(faults)}`,
    list([...words.meaning(matrix), ...STATUSES]),
    twins.length === 0 ? "" : `## Legal twins\n\n${twinTable(twins)}`,
    notes(matrix),
    `## Not seen\n\n${BLIND} Not seen are:\n\n${list(UNSEEN)}`,
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
