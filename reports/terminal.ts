import { styleText } from "node:util";
import type { GuaranteeOutcome } from "../harness/verdict/outcome.ts";
import type { Verdict, VerdictError } from "../harness/verdict/verdict.ts";
import { columns, fit, pad, wrap } from "./columns.ts";
import { facts } from "./envelope.ts";
import { printable } from "./escape.ts";
import type { Evidence } from "./evidence.ts";
import { headline, WORDS } from "./headline.ts";
import { type Stories, stories } from "./stories.ts";
import { offLines, type Row, rows } from "./table.ts";

export interface TerminalOptions {
  readonly colour: boolean;
  /** Columns; lines are never longer, but for the command at the end. Taken as 60 when less. */
  readonly width: number;
  /** Whether the terminal shows more than ASCII. */
  readonly unicode: boolean;
  readonly evidence?: Evidence;
  /** Where the files of this execution are; absent or null: nowhere. */
  readonly directory?: string | null;
}

const STORIES = 5;
const LABEL = 10;
const COLOURS = {
  pass: "green",
  fail: "red",
  unknown: "yellow",
  "not-judged": "gray",
  off: "gray",
} as const satisfies Record<GuaranteeOutcome, string>;

/**
 * A verdict for a reader at a terminal: the outcome in words, what makes it meaningful, the guarantees,
 * the smallest evidence, and, unless it passed, the command that reproduces it as the last line.
 * Ends in a newline.
 */
export function terminal(verdict: Verdict, options: TerminalOptions): string {
  const page = { ...options, width: Math.max(60, options.width) };
  const blocks = [
    outcomeBlock(verdict, page),
    verdict.error === null ? [] : errorBlock(verdict.error, page),
    ...(verdict.conditions === null ? [] : [factBlock(verdict, page), tableBlock(verdict, page)]),
    storyBlock(
      stories(verdict, options.evidence ?? new Map(), { most: STORIES, unicode: options.unicode }),
      page,
    ),
    lastBlock(verdict, page),
  ];
  const text = blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
  return `${options.unicode ? text : ascii(text)}\n`;
}

function outcomeBlock(verdict: Verdict, page: TerminalOptions): readonly string[] {
  const word = WORDS[verdict.outcome];
  const [first = "", ...others] = hanging(`${word}  `, headline(verdict), page.width);
  return [
    paint(word, ["bold", COLOURS[verdict.outcome]], page) + first.slice(word.length),
    ...others,
  ];
}

function errorBlock(
  { code, message, hint }: VerdictError,
  page: TerminalOptions,
): readonly string[] {
  const [, ...details] = message.split("\n");
  return [
    ...details.slice(0, 50).map((line) => fit(`  ${printable(line.trimStart())}`, page.width)),
    ...hanging("  code    ", code, page.width),
    ...hanging("  to do   ", printable(hint), page.width),
  ];
}

function factBlock(verdict: Verdict, page: TerminalOptions): readonly string[] {
  return facts(verdict).flatMap(([label, words]) =>
    hanging(`  ${pad(label, LABEL)}`, words, page.width),
  );
}

function tableBlock({ guarantees }: Verdict, page: TerminalOptions): readonly string[] {
  const all = rows(guarantees);
  const heads = { name: "guarantee", outcome: "outcome", trials: "judged", note: "" };
  const wide = (key: "name" | "outcome" | "trials") =>
    Math.max(...[heads, ...all].map((row) => columns(row[key])));
  const widths = [wide("name"), wide("outcome"), wide("trials")] as const;
  const line = (row: Record<keyof Row, string>) =>
    `  ${pad(row.name, widths[0])}  ${pad(row.outcome, widths[1])}  ${pad(row.trials, widths[2], "left")}  `;
  const body = all.flatMap((row) => {
    const colour = COLOURS[row.outcome];
    const lead = line(row);
    const lines =
      row.outcome === "pass"
        ? [fit(lead + row.note, page.width)]
        : hanging(lead, row.note, page.width);
    return lines.map((text) =>
      text.startsWith(lead)
        ? text.replace(` ${row.outcome} `, ` ${paint(row.outcome, colour, page)} `)
        : text,
    );
  });
  const off = offLines(guarantees).flatMap((text) => hanging("  off  ", text, page.width));
  return [paint(line(heads).trimEnd(), "dim", page), ...body.map((text) => text.trimEnd()), ...off];
}

function storyBlock({ told, rest }: Stories, page: TerminalOptions): readonly string[] {
  const lines = told.flatMap(({ title, message, evidence, consequences }, at) => [
    ...(at > 0 ? [""] : []),
    ...hanging(`  ${at + 1}. `, title, page.width).map((text) => paint(text, "bold", page)),
    ...hanging("     ", message, page.width),
    ...evidence.map((text) => paint(fit(`       ${text}`, page.width), "dim", page)),
    ...(consequences === null ? [] : hanging("     ", consequences, page.width)),
  ]);
  return rest === null ? lines : [...lines, "", `  ${rest}`];
}

function lastBlock({ outcome, replay }: Verdict, page: TerminalOptions): readonly string[] {
  const where =
    page.directory == null ? [] : hanging("report in ", printable(page.directory), page.width);
  return outcome === "pass" || replay === null
    ? where
    : [...where, "the same again:", printable(replay, 2_000)];
}

/** A text behind a lead, wrapped, its further lines indented as far. */
function hanging(lead: string, text: string, width: number): readonly string[] {
  const indent = Math.min(columns(lead), Math.floor(width / 2));
  return wrap(text, width - columns(lead)).map(
    (line, at) => (at === 0 ? lead : " ".repeat(indent)) + line,
  );
}

function paint(
  text: string,
  format: Parameters<typeof styleText>[0],
  { colour }: TerminalOptions,
): string {
  return colour ? styleText(format, text, { validateStream: false }) : text;
}

function ascii(text: string): string {
  return text.replaceAll("…", "~").replace(/[^\x00-\x7f]/gu, "?");
}
