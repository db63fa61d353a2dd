import type { Finding } from "./finding.ts";
import type { Verdict } from "./verdict.ts";

/** How an execution compares with an earlier one, by the fingerprints of their findings. */
export interface Comparison {
  /** Seed of the earlier one; null: it had none. */
  readonly seed: string | null;
  /** Kinds of fault that only this one has, that both have, and that are gone. */
  readonly fresh: number;
  readonly known: number;
  readonly gone: number;
}

/** Marks each finding as new, or as known from an earlier verdict. The outcome stays what it is. */
export function compare(
  verdict: Verdict,
  earlier: {
    readonly seed: string | null;
    readonly findings: readonly Pick<Finding, "fingerprint">[];
  },
): Verdict {
  const before = new Set(earlier.findings.map(({ fingerprint }) => fingerprint));
  const now = new Set(verdict.findings.map(({ fingerprint }) => fingerprint));
  const known = [...now].filter((fingerprint) => before.has(fingerprint)).length;
  return {
    ...verdict,
    findings: verdict.findings.map((finding) => ({
      ...finding,
      baseline: before.has(finding.fingerprint) ? "known" : "new",
    })),
    baseline: {
      seed: earlier.seed,
      fresh: now.size - known,
      known,
      gone: before.size - known,
    },
  };
}
