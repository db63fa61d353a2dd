import { ERRORS } from "../errors/codes.ts";
import type { Verdict } from "./verdict.ts";

export type ExitCode = 0 | 1 | 2 | 3 | 64 | 70 | InterruptedCode;

/** What ends an execution from outside – Ctrl-C, a polite kill, a terminal that was closed – and its exit code. */
export const INTERRUPTED = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export type Interruption = keyof typeof INTERRUPTED;
type InterruptedCode = (typeof INTERRUPTED)[Interruption];

/**
 * The exit code of an execution, for the command line and the test reporter alike.
 *
 * 0 pass, 1 fail, 2 unknown, 3 nothing but deadlines was missed, 64 bad usage, 70 a defect of ours,
 * 129, 130 and 143 interrupted. Code 3 is kept for executions in which everything else claimed did pass.
 */
export function exitCode(
  verdict: Pick<Verdict, "outcome" | "guarantees" | "error">,
  interruption: Interruption | null = null,
): ExitCode {
  if (interruption !== null) return INTERRUPTED[interruption];
  const failed = verdict.error === null ? null : ERRORS[verdict.error.code].exit;
  if (failed === 64 || failed === 70) return failed;
  if (verdict.outcome === "fail") return failed === null && onlyDeadline(verdict) ? 3 : 1;
  return verdict.outcome === "pass" && failed === null ? 0 : 2;
}

function onlyDeadline({ guarantees }: Pick<Verdict, "guarantees">): boolean {
  const open = guarantees.filter(({ outcome }) => outcome === "fail" || outcome === "unknown");
  return open.length === 1 && open[0]?.name === "deadline";
}
