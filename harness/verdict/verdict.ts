import type { TargetDescription } from "../history/header.ts";
import type { ErrorCode } from "../errors/codes.ts";
import type { Claim, GuaranteeName, Tier, TrialUnit } from "./guarantee.ts";
import type { Finding } from "./finding.ts";
import type { GuaranteeOutcome, Outcome } from "./outcome.ts";

/** The answer of an execution: `verdict.json`. Additions are allowed, changes of meaning are not. */
export interface Verdict {
  /** Version of this format. */
  readonly quintet: 1;
  readonly outcome: Outcome;
  readonly seed: string | null;
  readonly nonce: string | null;
  readonly target: TargetDescription | null;
  readonly envelope: Envelope;
  readonly guarantees: readonly GuaranteeVerdict[];
  /** At most 100, the smallest by a stable key; `findingCount` counts all. */
  readonly findings: readonly Finding[];
  readonly findingCount: number;
  /** Milliseconds, keyed by what was measured from the scheduled send (`gap`: between events). */
  readonly latency: Readonly<Record<LatencyMetric, LatencySummary | null>>;
  readonly health: Health;
  /** Oracle tier of the whole. */
  readonly tier: Tier | null;
  /** The command that reproduces this execution; null when there is none. */
  readonly replay: string | null;
  /** What went wrong with the execution itself; null: nothing. */
  readonly error: VerdictError | null;
}

export interface Envelope {
  readonly users: number;
  readonly sentinels: number;
  readonly runs: number;
  readonly events: number;
  readonly peakConnections: number;
  readonly peakRuns: number;
  readonly durationMs: number;
}

export interface GuaranteeVerdict {
  readonly name: GuaranteeName;
  readonly outcome: GuaranteeOutcome;
  readonly claim: Claim;
  readonly tier: Tier | null;
  readonly trials: number;
  readonly trialUnit: TrialUnit;
  readonly evaluated: number;
  /** Root findings of this guarantee. */
  readonly findings: number;
  /** With no failure in `trials`: a bug hitting a greater share of them would have been seen with 95 % confidence. */
  readonly bound95: number | null;
  /** Why the outcome is what it is, where that is not plain: the bound in words, the cause of unknown, how to switch it on. */
  readonly reason: string | null;
}

export type LatencyMetric = "accepted" | "first" | "gap" | "total";

export interface LatencySummary {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export interface Health {
  readonly eventLoopDelayP99Ms: number | null;
  readonly maxSendLagMs: number | null;
  /** Longest delay of the recorder's own 100 ms tick. */
  readonly maxTickLagMs: number | null;
}

export interface VerdictError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}
