import { pad } from "./columns.ts";
import { printable } from "./escape.ts";
import { grouped, plural } from "./figures.ts";
import { plain } from "./markdown.ts";
import type { FaultPower, Power, PowerStatus } from "./power-data.ts";
import { powerLine } from "./power-line.ts";
import { ascii, hanging, type Page, paint } from "./terminal-page.ts";

const WORDS = {
  caught: "caught",
  partly: "caught at some places",
  elsewhere: "found as something else",
  missed: "missed",
  blind: "cannot be seen",
  unknown: "unknown",
  "not-applicable": "no place for it",
} as const satisfies Record<PowerStatus, string>;

const COLOURS = {
  caught: "green",
  partly: "yellow",
  elsewhere: "yellow",
  missed: "red",
  blind: "yellow",
  unknown: "yellow",
  "not-applicable": "gray",
} as const satisfies Record<PowerStatus, string>;

const CAUGHT = "would be caught";

/** Columns of the labels of facts. */
const LABEL = 13;

/** The power of a record for a reader at a terminal: what would be caught, and for the rest why not. Ends in a newline. */
export function powerTerminal(power: Power, options: Page): string {
  const page = { ...options, width: Math.max(60, options.width) };
  const blocks = [
    hanging("", capital(powerLine(power)), page).map((line) => paint(line, "bold", page)),
    facts(power).flatMap(([name, words]) => hanging(`  ${pad(name, LABEL)}`, words, page)),
    caughtLines(power.faults, page),
    ...groupsOf(power.faults).map((group) => groupLines(group, page)),
    alarms(power).flatMap((text) => hanging("  alarm  ", text, page)),
  ];
  const text = blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
  return `${options.unicode ? text : ascii(text)}\n`;
}

/** The same as Markdown: a heading and a table of all faults. */
export function powerMarkdown(power: Power): string {
  const rows = power.faults.map((fault) => {
    const { id, breaks, status } = fault;
    const word = status === "missed" ? "**missed**" : WORDS[status];
    const cells = [`\`${id}\``, plain(breaks), word, places(fault), plain(noteOf(fault))];
    return `| ${cells.join(" | ")} |`;
  });
  const blocks = [
    "# Power on this server",
    `${plain(capital(powerLine(power)))}.`,
    facts(power)
      .map(([name, words]) => `- **${name}**: ${plain(words)}`)
      .join("\n"),
    ["| fault | what breaks | outcome | places | |", "|---|---|---|--:|---|", ...rows].join("\n"),
    alarms(power)
      .map((text) => `- **false alarm**: ${plain(text)}`)
      .join("\n"),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function facts(power: Power): readonly (readonly [string, string])[] {
  const { contract, dialect, seed, sample, baseline } = power;
  const crowd = [
    plural(sample.users, "user"),
    plural(sample.sentinels, "sentinel"),
    plural(sample.runs, "run"),
    plural(sample.ops, "op"),
  ].join(", ");
  const before = `${grouped(baseline.findings)} before anything was put in: only what is new counts`;
  return [
    ["terms", `contract ${printable(contract)}, dialect ${printable(dialect)}`],
    [sample.cut ? "part used" : "record", crowd],
    ["seed", printable(seed)],
    ...(baseline.findings === 0 ? [] : [["findings", before] as const]),
    ...(baseline.damage === null ? [] : [["damage", printable(baseline.damage)] as const]),
  ];
}

/** One line a fault: at how many places it was caught, and as what. */
function caughtLines(faults: readonly FaultPower[], page: Page): readonly string[] {
  const caught = faults.filter(({ status }) => status === "caught");
  if (caught.length === 0) return [];
  const label = Math.max(CAUGHT.length, ...caught.map(({ id }) => id.length));
  return [
    paint(`  ${pad(CAUGHT, label)}  places  as`, "dim", page),
    ...caught.flatMap((fault) =>
      hanging(
        `  ${pad(fault.id, label)}  ${pad(places(fault), 6, "left")}  `,
        fault.by.join(", "),
        page,
      ),
    ),
  ];
}

interface Group {
  readonly status: PowerStatus;
  readonly ids: readonly string[];
  readonly why: string;
  readonly advice: string | null;
}

/** What is not caught, joined where the reason is the same. */
function groupsOf(faults: readonly FaultPower[]): readonly Group[] {
  const rest = faults.filter(({ status }) => status !== "caught");
  const byReason = Map.groupBy(rest, (fault) =>
    JSON.stringify([fault.status, reasonOf(fault), fault.advice]),
  );
  return [...byReason.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { status, advice } = first;
    const ids = group.map((fault) => (fault.of === 0 ? fault.id : `${fault.id} ${places(fault)}`));
    return [{ status, ids, why: reasonOf(first), advice }];
  });
}

function groupLines({ status, ids, why, advice }: Group, page: Page): readonly string[] {
  const word = WORDS[status];
  const [first = "", ...others] = hanging("  ", `${ids.join(", ")}: ${word}`, page);
  return [
    first.replace(word, paint(word, COLOURS[status], page)),
    ...others,
    ...hanging(`    ${pad("why", LABEL - 2)}`, why, page),
    ...(advice === null ? [] : hanging(`    ${pad("to do", LABEL - 2)}`, printable(advice), page)),
  ];
}

function places({ of, caught }: FaultPower): string {
  return of === 0 ? "" : `${caught}/${of}`;
}

function reasonOf({ why, elsewhere, must }: FaultPower): string {
  const found = elsewhere.length === 0 ? null : `found as ${elsewhere.join(", ")}`;
  return printable(why ?? found ?? `nothing told of it: ${must.join(" or ")} was due`);
}

function noteOf(fault: FaultPower): string {
  if (fault.status === "caught") return fault.by.join(", ");
  const { advice } = fault;
  return advice === null ? reasonOf(fault) : `${reasonOf(fault)}; to change that: ${advice}`;
}

/** What was found and is not the fault. */
function alarms({ faults }: Power): readonly string[] {
  return faults
    .filter(({ unrelated }) => unrelated.length > 0)
    .map(({ id, unrelated }) => `${id} also raised ${unrelated.join(", ")}`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
