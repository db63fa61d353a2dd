import { verdictJson } from "../../reports/json.ts";
import { terminal } from "../../reports/terminal.ts";
import type { Page } from "../../reports/terminal-page.ts";
import type { HarnessError } from "../errors/harness-error.ts";
import type { Execution } from "../run/execute.ts";
import { errorVerdict } from "../verdict/error-verdict.ts";
import { exitCode } from "../verdict/exit-code.ts";

/** Columns where nobody says how many there are. */
const WIDTH = 80;

/** Wider lines are harder to read, however wide the window. */
const WIDEST = 110;

/** Puts an execution on stdout: its report for a reader, or the verdict alone. */
export function showExecution(
  { verdict, evidence, directory }: Execution,
  { json }: { readonly json: boolean },
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
  screen.write(terminal(verdict, { ...page(), evidence, directory }));
}

/** What stdout can show. */
export function page(): Page {
  const screen = process.stdout;
  return {
    colour: screen.isTTY && !process.env["NO_COLOR"],
    unicode: speaksUnicode(process.env),
    width: Math.min(screen.columns || WIDTH, WIDEST),
  };
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

/** Nothing was started, so there is nothing to report but this. */
function sayError({ message, hint }: Pick<HarnessError, "message" | "hint">): void {
  process.stderr.write(`quintet: ${message}\n  ${hint}\n`);
}

/** A locale that names another encoding gets ASCII. */
function speaksUnicode(environment: NodeJS.ProcessEnv): boolean {
  const locale = environment["LC_ALL"] || environment["LC_CTYPE"] || environment["LANG"] || "";
  return !/^(C|POSIX)$|\.(?!utf-?8$)/i.test(locale);
}
