import type { Verdict, VerdictError } from "../harness/verdict/verdict.ts";
import { pad, wrap } from "./columns.ts";
import { facts } from "./envelope.ts";
import { printable } from "./escape.ts";
import type { Evidence } from "./evidence.ts";
import { headline, WORDS } from "./headline.ts";
import { type Stories, stories } from "./stories.ts";
import { ascii, hanging, type Page, paint } from "./terminal-page.ts";
import { COLOURS, tableLines } from "./terminal-table.ts";

/**
 * `width`: no line is longer, but for the path and the command at the end; taken as 40 when less.
 * `unicode`: whether the terminal shows more than ASCII.
 */
export interface TerminalOptions extends Page {
  /** Ops that prove the findings; absent: they are only named. */
  readonly evidence?: Evidence;
  /** Where the files of this execution are; absent or null: nowhere. */
  readonly directory?: string | null;
  /** What was true of the server, where somebody broke it on purpose; null: nobody knows. */
  readonly truth?: string | null;
}

const STORIES = 5;
const LABEL = 13;
/** Characters. */
const LONGEST_PATH = 4_096;
/**
 * A verdict for a reader at a terminal: the outcome in words, what makes it meaningful, the guarantees,
 * the smallest evidence, and, unless it passed, the command that reproduces it as the last line.
 * Ends in a newline.
 */
export function terminal(verdict: Verdict, options: TerminalOptions): string {
  const page = { ...options, width: Math.max(40, options.width) };
  const blocks = [
    [...outcomeLines(verdict, page), ...(verdict.error ? details(verdict.error, page) : [])],
    verdict.error ? adviceBlock(verdict.error, page) : [],
    ...(verdict.conditions === null
      ? []
      : [factBlock(verdict, page), tableLines(verdict.guarantees, page)]),
    storyBlock(
      stories(verdict, options.evidence ?? new Map(), { most: STORIES, unicode: options.unicode }),
      page,
    ),
    page.truth == null ? [] : hanging(`  ${pad("in truth", LABEL)}`, page.truth, page),
    lastBlock(verdict, page),
  ];
  const text = blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
  return `${options.unicode ? text : ascii(text)}\n`;
}

function outcomeLines(verdict: Verdict, page: Page): readonly string[] {
  const word = WORDS[verdict.outcome];
  const [first = "", ...others] = hanging(`${word}  `, headline(verdict), page);
  return [
    paint(word, ["bold", COLOURS[verdict.outcome]], page) + first.slice(word.length),
    ...others,
  ];
}

/** The further lines of an error's message, such as one a wrong key. */
function details({ message }: VerdictError, page: Page): readonly string[] {
  const [, ...lines] = message.split("\n");
  return lines.slice(0, 50).flatMap((line) => hanging("  ", printable(line.trimStart()), page));
}

function adviceBlock({ code, hint }: VerdictError, page: Page): readonly string[] {
  return [
    ...hanging(`  ${pad("code", LABEL)}`, code, page),
    ...hanging(`  ${pad("to do", LABEL)}`, printable(hint), page),
  ];
}

function factBlock(verdict: Verdict, page: Page): readonly string[] {
  return facts(verdict).flatMap(([label, words]) => hanging(`  ${pad(label, LABEL)}`, words, page));
}

function storyBlock({ told, rest }: Stories, page: Page): readonly string[] {
  const lines = told.flatMap(({ title, message, evidence, consequences }, at) => [
    ...(at > 0 ? [""] : []),
    ...hanging(`  ${at + 1}. `, title, page).map((text) => paint(text, "bold", page)),
    ...hanging("     ", message, page),
    ...evidence.flatMap((text) => evidenceLine(text, page)),
    ...(consequences === null ? [] : hanging("     ", consequences, page)),
  ]);
  return rest === null ? lines : [...lines, "", ...hanging("  ", rest, page)];
}

/** Whole, however narrow the page: which run it was and what it held stand at its end. */
function evidenceLine(text: string, page: Page): readonly string[] {
  const lead = "       ";
  const lines = wrap(text, page.width - lead.length - 2);
  return lines.map((line, at) => paint(`${lead}${at === 0 ? "" : "  "}${line}`, "dim", page));
}

function lastBlock({ outcome, replay }: Verdict, page: TerminalOptions): readonly string[] {
  // Whole, like the command: both are there to be copied.
  const where =
    page.directory == null ? [] : [`report in ${printable(page.directory, LONGEST_PATH)}`];
  return outcome === "pass" || replay === null
    ? where
    : [...where, "the same again:", printable(replay, 2_000)];
}
