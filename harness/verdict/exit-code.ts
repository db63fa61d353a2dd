import { ERRORS } from "../errors/codes.ts";
import type { Verdict } from "./verdict.ts";

export type ExitCode = 0 | 1 | 2 | 3 | 64 | 70 | 130 | 143;

/** What ended an execution from outside. */
export type Interruption = "SIGINT" | "SIGTERM";

/**
 * The exit code of an execution, for the command line and the test reporter alike.
 *
 * 0 pass, 1 fail, 2 unknown, 3 nothing but deadlines was missed, 64 bad usage, 70 a defect of ours,
 * 130 and 143 interrupted. Code 3 is kept for executions in which everything else claimed did pass.
 */
export function exitCode(
  verdict: Pick<Verdict, "outcome" | "guarantees" | "error">,
  interruption: Interruption | null = null,
): ExitCode {
  if (interruption !== null) return interruption === "SIGINT" ? 130 : 143;
  const failed = verdict.error === null ? null : ERRORS[verdict.error.code].exit;
  if (failed === 64 || failed === 70) return failed;
  if (verdict.outcome === "fail") return failed === null && onlyDeadline(verdict) ? 3 : 1;
  return verdict.outcome === "pass" && failed === null ? 0 : 2;
}

function onlyDeadline({ guarantees }: Pick<Verdict, "guarantees">): boolean {
  const open = guarantees.filter(({ outcome }) => outcome === "fail" || outcome === "unknown");
  return open.length === 1 && open[0]?.name === "deadline";
}
