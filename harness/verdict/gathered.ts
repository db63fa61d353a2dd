import type { ExitCode } from "./exit-code.ts";
import { type Outcome, worst } from "./outcome.ts";

/** One execution of a test run, as far as the whole needs it. Plain data: it travels between processes. */
export interface JudgedExecution {
  readonly outcome: Outcome;
  readonly exit: ExitCode;
  /** The answer as one sentence. */
  readonly headline: string;
  readonly runs: number;
  readonly seed: string | null;
  /** Where its report stands; null: it was not kept. */
  readonly directory: string | null;
}

/** An execution, and the test that made it. */
export interface GatheredExecution extends JudgedExecution {
  readonly test: string;
  /** The test failed first, and passed when it was tried again. */
  readonly flaky: boolean;
}

export interface Gathered {
  readonly outcome: Outcome;
  readonly exit: ExitCode;
  /** Why it is no pass, though no execution says so; null: one does, or it is a pass. */
  readonly reason: string | null;
}

/** What became of the tests themselves. */
export interface TestsEnded {
  /** One failed on its own account. */
  readonly failed: boolean;
  /** They were cut short, so that some crowds were never sent. */
  readonly interrupted: boolean;
}

/**
 * One outcome for all executions of a test run, and the exit code of the whole, computed here and nowhere else.
 *
 * Nothing judged is unknown. What passed only at a second try is unknown, and so is what
 * passed in a test run that was cut short. A test that failed, and not for its executions, fails the whole, whatever
 * they say.
 */
export function gather(
  executions: readonly GatheredExecution[],
  { failed, interrupted }: TestsEnded,
): Gathered {
  const flaky = executions.filter((one) => one.flaky && one.outcome === "pass");
  const judged = worst(
    executions.map((one) => (one.flaky && one.outcome === "pass" ? "unknown" : one.outcome)),
  );
  const outcome = interrupted ? worst([judged, "unknown"]) : judged;
  const reason = interrupted
    ? "the tests were interrupted"
    : whyNoPass(executions.length, flaky.length);
  if (failed) {
    return { outcome: "fail", exit: 1, reason: "a test failed on its own account" };
  }
  if (outcome === "pass") return { outcome, exit: 0, reason: null };
  if (outcome === "unknown") return { outcome, exit: 2, reason };
  const late = !interrupted && executions.every(({ exit }) => exit === 0 || exit === 3);
  return { outcome, exit: late ? 3 : 1, reason: null };
}

function whyNoPass(executions: number, flaky: number): string | null {
  if (executions === 0) return "no crowd was judged";
  return flaky === 0 ? null : `${flaky} passed only when tried again`;
}
