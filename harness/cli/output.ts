import { verdictJson } from "../../reports/json.ts";
import { printable } from "../../reports/escape.ts";
import { terminal } from "../../reports/terminal.ts";
import type { HarnessError } from "../errors/harness-error.ts";
import type { Execution } from "../run/execute.ts";
import { errorVerdict } from "../verdict/error-verdict.ts";
import { exitCode } from "../verdict/exit-code.ts";
import { noCommands } from "../../reports/no-commands.ts";
import { page } from "./page.ts";
import { remark } from "./say.ts";

/** Puts an execution on stdout: its report for a reader, or the verdict alone. */
export function showExecution(
  { verdict, evidence, directory }: Execution,
  { json, truth = null }: { readonly json: boolean; readonly truth?: string | null },
): void {
  const screen = process.stdout;
  if (json) {
    screen.write(verdictJson(verdict));
    return;
  }
  if (directory === null && verdict.target === null && verdict.error) {
    sayError(verdict.error);
    return;
  }
  screen.write(
    noCommands(terminal(verdict, { ...page(), evidence, directory, truth }), process.env),
  );
}

/** An error before there was anything to judge. @returns its exit code */
export function showError(error: HarnessError, { json }: { readonly json: boolean }): number {
  const verdict = errorVerdict(error);
  if (json) {
    process.stdout.write(verdictJson(verdict));
  } else {
    sayError(error);
  }
  return exitCode(verdict);
}

/** Characters of one line of an error. */
const LONGEST = 2_000;

/** Nothing was started, so there is nothing to report but this. A server's text may stand in it. */
function sayError({ message, hint }: Pick<HarnessError, "message" | "hint">): void {
  const lines = [...message.split("\n"), `  ${hint}`].map((line) => printable(line, LONGEST));
  remark(`quintet: ${lines.join("\n")}`);
}
