import type { Environment } from "../history/environment.ts";
import type { TargetDescription } from "../history/header.ts";
import type { PartialHistory } from "../history/mode.ts";
import type { ErrorCode } from "../errors/codes.ts";
import type { Claim, GuaranteeName, Tier, TrialUnit } from "./guarantee.ts";
import type { Comparison } from "./baseline.ts";
import type { Finding } from "./finding.ts";
import type { WaiverUse } from "./waiver.ts";
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
  /** What was promised and waited for; null: it never came to judging. */
  readonly conditions: Conditions | null;
  readonly guarantees: readonly GuaranteeVerdict[];
  /** At most 100, the first three of each fingerprint before all others, in order of a stable key. */
  readonly findings: readonly Finding[];
  /** All of them. Observations beyond those that a judge keeps cannot be attributed: each counts as one. */
  readonly findingCount: number;
  /** Those of the config, and what they did. */
  readonly waivers: readonly WaiverUse[];
  /** What this execution would have caught, had the server been at fault; absent: not measured. */
  readonly power?: DetectionPower;
  /** Comparison with an earlier verdict; absent: none was asked for. */
  readonly baseline?: Comparison;
  /** How often a failure came again; absent: nobody tried. The outcome stays fail. */
  readonly confirmation?: Confirmation;
  /** Milliseconds, keyed by what was measured from the scheduled send (`gap`: between events). */
  readonly latency: Readonly<Record<LatencyMetric, LatencySummary | null>>;
  readonly health: Health;
  /** Where it ran; absent: it never came to a history, or an earlier version wrote that. */
  readonly environment?: Environment;
  /** Oracle tier of the whole. */
  readonly tier: Tier | null;
  /** The command that reproduces this execution; null when there is none. */
  readonly replay: string | null;
  /** What went wrong with the execution itself; null: nothing. */
  readonly error: VerdictError | null;
}

/** Kinds of fault that were put into a copy of the record, and how many of them were found. */
export interface DetectionPower {
  readonly caught: number;
  readonly of: number;
  readonly notCaught: readonly {
    readonly fault: string;
    readonly why: string | null;
    readonly advice: string | null;
  }[];
}

export interface Confirmation {
  /** How many further executions were asked for; fewer there were when the time was over, or somebody interrupted. */
  readonly asked: number;
  readonly executions: number;
  /** In how many of them a finding of the same fingerprint came, and how many of the others could not be judged. */
  readonly reproduced: number;
  readonly unknown: number;
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

/** Under which terms the record was judged: a pass means nothing without them. */
export interface Conditions {
  readonly contract: string;
  readonly dialect: string;
  /** Whether the user's own canary had to come back: with `none`, bleed is not claimed. */
  readonly echo: "required" | "expected" | "none";
  readonly schedule: "open" | "closed";
  /** How long what was missing was waited for, and how long sockets were watched after the last terminal event. */
  readonly patienceMs: number;
  readonly lingerMs: number;
  /** Why the history ended: `finished`, or what cut it short; null: it has no end. */
  readonly ended: string | null;
  /** What the history itself lacks, in words; null: nothing. */
  readonly damage: string | null;
  /** What of the ops is in the history; absent: all of them. */
  readonly history?: PartialHistory;
}

export interface GuaranteeVerdict {
  readonly name: GuaranteeName;
  readonly outcome: GuaranteeOutcome;
  readonly claim: Claim;
  readonly tier: Tier | null;
  readonly trials: number;
  readonly trialUnit: TrialUnit;
  readonly evaluated: number;
  /** Root findings of this guarantee, those that were waived not counted. */
  readonly findings: number;
  readonly waived: number;
  /** With no failure in `trials`: a bug hitting a greater share of them would have been seen with 95 % confidence. */
  readonly bound95: number | null;
  /** Why the outcome is what it is, where that is not plain: the bound in words, the cause of unknown, how to switch it on. */
  readonly reason: string | null;
  /** Words that change no outcome, such as honest degradations. */
  readonly notes: readonly string[];
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
  /** When the harness itself was the bottleneck; null: never. Absent: written by an earlier version. */
  readonly saturation?: Saturation | null;
}

/** Seconds in which the harness had no time to spare, and shares of the worst of them, 0 to 1. */
export interface Saturation {
  readonly seconds: number;
  /** Seconds in which it was watched. */
  readonly of: number;
  /** The event loop had work. */
  readonly busy: number;
  /** Memory was collected. */
  readonly collecting: number;
  /** The processors of the machine were busy. */
  readonly machine: number;
}

export interface VerdictError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}
