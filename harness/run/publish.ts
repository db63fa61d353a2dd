import { asHarnessError } from "../errors/harness-error.ts";
import type { Verdict } from "../verdict/verdict.ts";
import type { Recording } from "../../reports/html/recording.ts";
import type { Evidence } from "./evidence.ts";
import { FORMATS } from "./formats.ts";
import type { RunDirectory } from "./run-directory.ts";

/**
 * Writes every report of a verdict into its folder. Never throws.
 *
 * @param recording what the picture of the crowd is drawn from; null: nothing was recorded
 * @returns the verdict; where it could not be put on disk, with that error, and then it is no pass
 */
export function publish(
  directory: RunDirectory,
  verdict: Verdict,
  evidence: Evidence,
  recording: Recording | null,
): Verdict {
  const first = attempt(directory, verdict, evidence, recording);
  if (first === undefined) return verdict;
  const { code, message, hint } = asHarnessError(first.thrown);
  const unpublished: Verdict = {
    ...verdict,
    outcome: verdict.outcome === "pass" ? "unknown" : verdict.outcome,
    error: verdict.error ?? { code, message, hint },
  };
  // What can still be written must not say pass.
  attempt(directory, unpublished, evidence, recording);
  return unpublished;
}

/** Writes what can be written. @returns the first thing thrown */
function attempt(
  directory: RunDirectory,
  verdict: Verdict,
  evidence: Evidence,
  recording: Recording | null,
): { readonly thrown: unknown } | undefined {
  let first: { readonly thrown: unknown } | undefined;
  for (const { name, render } of Object.values(FORMATS)) {
    try {
      directory.write(name, render(verdict, evidence, recording));
    } catch (thrown) {
      first ??= { thrown };
    }
  }
  return first;
}
