import { join } from "node:path";
import type { Verdict } from "../verdict/verdict.ts";
import type { Config } from "./config.ts";
import { execute, type ExecuteOptions, type Execution } from "./execute.ts";
import type { Progress } from "./progress.ts";
import type { Origin } from "./replay.ts";

export interface ConfirmOptions extends Pick<ExecuteOptions, "signal" | "onFolder"> {
  readonly confirm: number;
  /** How the first execution was asked for: its config's code is where it was. */
  readonly origin: Origin;
  /** Where the first execution left its files. */
  readonly directory: string;
  /** Told of each further execution before anything is started, and how far it is. */
  readonly onConfirm?: ((number: number, of: number, progress: Progress) => void) | undefined;
  /** Milliseconds that are left for all further executions together; null: no bound. */
  readonly left: () => number | null;
  /** Told each further execution once it has ended. */
  readonly onEnd: (execution: Execution) => Promise<void>;
}

/**
 * Tries a failure again, with the same seed, into folders `confirm-1`, `confirm-2` … beneath its files. It
 * counts as reproduced where a finding of the same fingerprint comes. Whatever comes, the outcome stays fail.
 */
export async function confirm(
  verdict: Verdict,
  config: Config,
  { confirm: asked, directory, signal, onFolder, origin, onConfirm, left, onEnd }: ConfirmOptions,
): Promise<Verdict> {
  if (asked === 0 || verdict.outcome !== "fail") return verdict;
  const failed = fingerprints(verdict);
  let executions = 0;
  let reproduced = 0;
  let unknown = 0;
  while (executions < asked) {
    const timeout = left();
    if (signal?.aborted === true || (timeout !== null && timeout <= 0)) break;
    executions += 1;
    const number = executions;
    const again = await execute(
      {
        ...config,
        ...(verdict.seed !== null && { seed: verdict.seed }),
        ...(timeout !== null && { timeout }),
        out: join(directory, `confirm-${executions}`),
        keep: false,
      },
      {
        ...origin,
        signal,
        onFolder,
        onStart: (_settings, progress) => onConfirm?.(number, asked, progress),
      },
    );
    await onEnd(again);
    if ([...fingerprints(again.verdict)].some((one) => failed.has(one))) reproduced += 1;
    else if (again.verdict.outcome === "unknown") unknown += 1;
  }
  return { ...verdict, confirmation: { asked, executions, reproduced, unknown } };
}

function fingerprints({ findings }: Verdict): Set<string> {
  return new Set(
    findings.filter(({ waiver }) => waiver === undefined).map(({ fingerprint }) => fingerprint),
  );
}
