import { bottleneckWords } from "./bottleneck.ts";
import type { Observation } from "./finding.ts";
import type { Judgement } from "./judgement.ts";
import type { Health, LatencyMetric, LatencySummary } from "./verdict.ts";

/** Limits on the whole, in milliseconds: by what is measured, then by percentile. */
export type Thresholds = Readonly<
  Partial<Record<LatencyMetric, Readonly<Partial<Record<keyof LatencySummary, number>>>>>
>;

export const LATENCY_METRICS = [
  "accepted",
  "first",
  "gap",
  "total",
] as const satisfies readonly LatencyMetric[];

export const PERCENTILES = [
  "p50",
  "p95",
  "p99",
  "max",
] as const satisfies readonly (keyof LatencySummary)[];

/** The judgement with what the limits on the whole say: under `deadline`, a trial a run. */
export function withThresholds(judgement: Judgement, thresholds: Thresholds): Judgement {
  if (Object.keys(thresholds).length === 0) return judgement;
  const { latency, health, tallies, observations, observed, envelope } = judgement;
  const { missed, unknown } = judgeThresholds(thresholds, latency, health);
  const tally = tallies.get("deadline") ?? { trials: 0, evaluated: 0, unknown: null };
  const reasons = [tally.unknown, unknown].filter((reason) => reason !== null);
  const joined = {
    ...tally,
    trials: tally.trials === 0 ? envelope.runs : tally.trials,
    unknown: reasons.length === 0 ? null : reasons.join("; "),
  };
  return {
    ...judgement,
    tallies: new Map(tallies).set("deadline", joined),
    observations: [...observations, ...missed],
    observed: new Map(observed).set("deadline", (observed.get("deadline") ?? 0) + missed.length),
  };
}

export interface ThresholdAnswer {
  readonly missed: readonly Observation[];
  /** Why some could not be judged; null: all could. */
  readonly unknown: string | null;
}

const WORDS: Readonly<Record<LatencyMetric, string>> = {
  accepted: "the acknowledgement",
  first: "the first event",
  gap: "the next event",
  total: "the whole run",
};

/**
 * Judges limits on percentiles. Our own lag is never blamed on the server: a figure that lies within it of
 * its limit is not judged.
 */
export function judgeThresholds(
  thresholds: Thresholds,
  latency: Readonly<Record<LatencyMetric, LatencySummary | null>>,
  { eventLoopDelayP99Ms, saturation = null }: Health,
): ThresholdAnswer {
  const lag = eventLoopDelayP99Ms ?? 0;
  const missed: Observation[] = [];
  const doubts: string[] = [];
  for (const metric of LATENCY_METRICS) {
    for (const percentile of PERCENTILES) {
      const limit = thresholds[metric]?.[percentile];
      if (limit === undefined) continue;
      const value = latency[metric]?.[percentile];
      const what = `${percentile} of ${WORDS[metric]}`;
      if (value === undefined) doubts.push(`${what} was not measured`);
      else if (value - lag > limit && saturation !== null) {
        doubts.push(`${what} is over its limit, and ${bottleneckWords(saturation)}`);
      } else if (value - lag > limit) missed.push(tooSlow(metric, percentile, what, value, limit));
      else if (value + lag > limit) {
        doubts.push(`${what}, ${figure(value)} ms, is too near its limit for our own lag`);
      }
    }
  }
  return { missed, unknown: doubts.length === 0 ? null : doubts.join("; ") };
}

function tooSlow(
  metric: LatencyMetric,
  percentile: string,
  what: string,
  value: number,
  limit: number,
): Observation {
  return {
    guarantee: "deadline",
    kind: `${metric}-${percentile}`,
    user: null,
    victim: null,
    run: null,
    event: null,
    ops: [],
    message: `${what} is ${figure(value)} ms, limit ${figure(limit)} ms`,
  };
}

function figure(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
