import { join, resolve } from "node:path";
import type { Verdict } from "../verdict/verdict.ts";
import type { Config } from "./config.ts";
import { OUT } from "./defaults.ts";
import { execute, type ExecuteOptions } from "./execute.ts";

export interface ConfirmOptions extends Pick<ExecuteOptions, "signal"> {
  readonly confirm: number;
  readonly onConfirm?: (number: number, of: number) => void;
}

/**
 * Tries a failure again, with the same seed, into folders `confirm-1`, `confirm-2` … beneath the output. It
 * counts as reproduced where a finding of the same fingerprint comes. Whatever comes, the outcome stays fail.
 */
export async function confirm(
  verdict: Verdict,
  config: Config,
  { confirm: executions, signal, onConfirm }: ConfirmOptions,
): Promise<Verdict> {
  if (executions === 0 || verdict.outcome !== "fail") return verdict;
  const failed = fingerprints(verdict);
  let reproduced = 0;
  for (let number = 1; number <= executions; number += 1) {
    if (signal?.aborted === true) break;
    onConfirm?.(number, executions);
    const again = await execute(
      {
        ...config,
        ...(verdict.seed !== null && { seed: verdict.seed }),
        out: join(resolve(config.out ?? OUT), `confirm-${number}`),
        keep: false,
      },
      { signal },
    );
    if ([...fingerprints(again.verdict)].some((one) => failed.has(one))) reproduced += 1;
  }
  return { ...verdict, confirmation: { executions, reproduced } };
}

function fingerprints({ findings }: Verdict): Set<string> {
  return new Set(
    findings.filter(({ waiver }) => waiver === undefined).map(({ fingerprint }) => fingerprint),
  );
}
