import { rmSync } from "node:fs";
import { asHarnessError } from "../errors/harness-error.ts";
import type { Verdict } from "../verdict/verdict.ts";
import type { Recording } from "../../reports/html/recording.ts";
import type { Evidence } from "./evidence.ts";
import { type Format, FORMATS } from "./formats.ts";
import type { RunDirectory } from "./run-directory.ts";

const LEAST_LAST = [FORMATS.json, FORMATS.junit, FORMATS.markdown, FORMATS.html] as const;

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
  const first = attempt(Object.values(FORMATS), directory, verdict, evidence, recording);
  if (first === undefined) return verdict;
  const { code, message, hint } = asHarnessError(first.thrown);
  const unpublished: Verdict = {
    ...verdict,
    outcome: verdict.outcome === "pass" ? "unknown" : verdict.outcome,
    error: verdict.error ?? { code, message, hint },
  };
  // What can still be written must not say pass, and above all the verdict needs the room that a report took.
  for (const { name } of LEAST_LAST) discard(directory.file(name));
  attempt(LEAST_LAST, directory, unpublished, evidence, recording);
  return unpublished;
}

function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Something that is not ours: it stays, and is told of already.
  }
}

/** Writes what can be written. @returns the first thing thrown */
function attempt(
  formats: readonly (typeof FORMATS)[Format][],
  directory: RunDirectory,
  verdict: Verdict,
  evidence: Evidence,
  recording: Recording | null,
): { readonly thrown: unknown } | undefined {
  let first: { readonly thrown: unknown } | undefined;
  for (const { name, render } of formats) {
    try {
      directory.write(name, render(verdict, evidence, recording));
    } catch (thrown) {
      first ??= { thrown };
    }
  }
  return first;
}
