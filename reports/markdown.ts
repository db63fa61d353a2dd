import type { Verdict } from "../harness/verdict/verdict.ts";
import { facts } from "./envelope.ts";
import { printable } from "./escape.ts";
import type { Evidence } from "./evidence.ts";
import { headline, WORDS } from "./headline.ts";
import { stories } from "./stories.ts";
import { footnotes, offLines, rows } from "./table.ts";

const STORIES = 10;

/**
 * `summary.md`, as a job summary shows it (GitHub takes 1 MiB of all steps, and 64 KiB of a comment): the outcome, what makes it meaningful, the guarantees, the first
 * findings, the command. Text of others is neutralised: no markup, no link, no mention. Below 60 KiB.
 */
export function markdown(verdict: Verdict, evidence: Evidence = new Map()): string {
  const { outcome, error, conditions, guarantees } = verdict;
  const blocks = [
    `# Quintet: ${WORDS[outcome]}`,
    plain(headline(verdict)),
    error === null ? null : errorBlock(error),
    conditions === null ? null : factBlock(verdict),
    conditions === null ? null : tableBlock(guarantees),
    storyBlock(verdict, evidence),
    verdict.replay === null ? null : `The same again:\n\n${code(printable(verdict.replay, 2_000))}`,
  ];
  return `${blocks.filter((block) => block !== null && block !== "").join("\n\n")}\n`;
}

function errorBlock({ code: name, message, hint }: NonNullable<Verdict["error"]>): string {
  const details = message
    .split("\n")
    .slice(0, 50)
    .map((line) => printable(line, 300));
  return [code(details.join("\n")), `\`${name}\`: ${plain(hint)}`].join("\n\n");
}

function factBlock(verdict: Verdict): string {
  return facts(verdict)
    .map(([label, words]) => `- **${label}**: ${withCode(words)}`)
    .join("\n");
}

function tableBlock(guarantees: Verdict["guarantees"]): string {
  const table = [
    "| guarantee | outcome | judged | |",
    "|---|---|--:|---|",
    ...rows(guarantees).map(
      ({ name, outcome, trials, note }) =>
        `| ${name} | ${outcome === "fail" ? "**fail**" : outcome} | ${trials} | ${plain(note)} |`,
    ),
  ];
  const notes = footnotes(guarantees).map((line) => `- Note: ${plain(line)}`);
  const off = offLines(guarantees).map((line) => `- Off: ${withCode(line)}`);
  return [table.join("\n"), [...notes, ...off].join("\n")].join("\n\n");
}

function storyBlock(verdict: Verdict, evidence: Evidence): string {
  const { told, rest } = stories(verdict, evidence, { most: STORIES, unicode: true });
  const parts = told.map(({ title, message, evidence: lines, consequences }) =>
    [
      `### ${plain(title)}`,
      plain(message),
      ...(lines.length > 0 ? [code(lines.join("\n"))] : []),
      ...(consequences === null ? [] : [plain(consequences)]),
    ].join("\n\n"),
  );
  return [...parts, ...(rest === null ? [] : [plain(rest)])].join("\n\n");
}

/** A text as text: whatever markdown, HTML or a forge would make of it is escaped, mentions and links with it. */
export function plain(text: string): string {
  return printable(text, 600)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*_[\]|~#!]/g, "\\$&")
    .replace(/^(\s*\d*)([-+=.)])/, "$1\\$2")
    .replace(/\bwww(?=\.)/gi, "$&&#8203;")
    .replace(/@(?=\w)/g, "@&#8203;")
    .replace(/:(?=\/\/)/g, ":&#8203;");
}

/** What stands between backticks is a command, and nothing in it means anything else. */
function withCode(words: string): string {
  const parts = words.split("`");
  if (parts.length % 2 === 0) return plain(words);
  return parts
    .map((part, at) => (at % 2 === 0 || part === "" ? plain(part) : `\`${printable(part, 600)}\``))
    .join("");
}

/** A block whose fence is longer than any run of backticks in it. */
function code(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
