import type { GuaranteeOutcome } from "../harness/verdict/outcome.ts";
import type { GuaranteeVerdict } from "../harness/verdict/verdict.ts";
import { columns, pad } from "./columns.ts";
import { footnotes, offLines, type Row, rows } from "./table.ts";
import { hanging, type Page, paint } from "./terminal-page.ts";

export const COLOURS = {
  pass: "green",
  fail: "red",
  unknown: "yellow",
  "not-judged": "gray",
  off: "gray",
} as const satisfies Record<GuaranteeOutcome, string>;

const HEAD = { name: "guarantee", outcome: "outcome", trials: "judged" } as const;

type Cells = Pick<Row, keyof typeof HEAD>;

/** Columns that a note needs beside its row: with fewer it stands below it. */
const NOTE = 30;

/** The guarantees in columns, then what else is to say of them. */
export function tableLines(guarantees: readonly GuaranteeVerdict[], page: Page): readonly string[] {
  const all = rows(guarantees);
  const [name, outcome, trials] = (["name", "outcome", "trials"] as const).map((key) =>
    Math.max(columns(HEAD[key]), ...all.map((row) => columns(row[key]))),
  ) as [number, number, number];
  const lead = (row: Record<keyof Cells, string>) =>
    `  ${pad(row.name, name)}  ${pad(row.outcome, outcome)}  ${pad(row.trials, trials, "left")}  `;
  const body = all.flatMap((row) => {
    const [first = "", ...others] = noted(lead(row), row.note, page);
    const painted = ` ${paint(row.outcome, COLOURS[row.outcome], page)} `;
    return [first.replace(` ${row.outcome} `, painted), ...others];
  });
  return [
    paint(lead(HEAD).trimEnd(), "dim", page),
    ...body.map((line) => line.trimEnd()),
    ...footnotes(guarantees).flatMap((text) => hanging("  note  ", text, page)),
    ...offLines(guarantees).flatMap((text) => hanging("  off   ", text, page)),
  ];
}

function noted(lead: string, note: string, page: Page): readonly string[] {
  if (note === "" || page.width - columns(lead) >= NOTE) return hanging(lead, note, page);
  return [lead, ...hanging("      ", note, page)];
}
