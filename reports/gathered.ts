import type { Gathered, GatheredExecution } from "../harness/verdict/gathered.ts";
import { printable } from "./escape.ts";
import { plural } from "./figures.ts";
import { WORDS } from "./headline.ts";
import { plain } from "./markdown.ts";

/** All executions of a test run in a few lines: the whole first, then what did not pass. */
export function gatheredLines(
  { outcome, reason }: Gathered,
  executions: readonly GatheredExecution[],
): readonly string[] {
  const runs = executions.reduce((sum, one) => sum + one.runs, 0);
  const why = reason === null ? "" : `: ${reason}`;
  const others = executions.filter((one) => one.outcome !== "pass" || one.flaky);
  return [
    `${WORDS[outcome]}  ${plural(executions.length, "crowd")} judged, ${plural(runs, "run")}${why}`,
    ...others.flatMap((one) => [
      `  ${WORDS[one.outcome]}${one.flaky ? " at a second try" : ""}  ${printable(one.test, 200)}`,
      `        ${printable(one.headline, 300)}`,
      ...(one.directory === null ? [] : [`        report in ${printable(one.directory, 300)}`]),
    ]),
  ];
}

/** The same as Markdown, every execution in a table. */
export function gatheredMarkdown(
  { outcome, reason }: Gathered,
  executions: readonly GatheredExecution[],
): string {
  const rows = executions.map(
    (one) =>
      `| ${plain(one.test)} | ${one.outcome}${one.flaky ? ", at a second try" : ""} | ${one.runs} | ${plain(one.headline)} |`,
  );
  return [
    `# Quintet: ${WORDS[outcome]}`,
    ...(reason === null ? [] : ["", plain(reason)]),
    "",
    "| test | outcome | runs | |",
    "|---|---|--:|---|",
    ...rows,
    "",
  ].join("\n");
}
