import { createHistogram, type RecordableHistogram } from "node:perf_hooks";
import type { LatencyMetric, LatencySummary } from "../verdict/verdict.ts";
import type { Run, Stream } from "./scene.ts";

/** How long runs took, from their scheduled send. */
export interface Latencies {
  settle(run: Run): void;
  summaries(): Readonly<Record<LatencyMetric, LatencySummary | null>>;
}

/** In microseconds, up to an hour, to three digits. */
const SCALE = { lowest: 1, highest: 3_600_000_000, figures: 3 };

export function createLatencies(): Latencies {
  const histograms: Readonly<Record<LatencyMetric, RecordableHistogram>> = {
    accepted: createHistogram(SCALE),
    first: createHistogram(SCALE),
    gap: createHistogram(SCALE),
    total: createHistogram(SCALE),
  };

  function record(metric: LatencyMetric, milliseconds: number): void {
    const value = Math.round(milliseconds * 1_000);
    histograms[metric].record(Math.min(Math.max(1, value), SCALE.highest));
  }

  function stream({ received, terminal }: Stream, scheduled: number): void {
    let last: number | null = null;
    for (const { op, copyOf } of received) {
      if (copyOf !== null) continue;
      if (last === null) record("first", op.time - scheduled);
      else record("gap", op.time - last);
      last = op.time;
      if (op === terminal?.op) break;
    }
    if (terminal !== null) record("total", terminal.op.time - scheduled);
  }

  return {
    settle(run) {
      if (run.acknowledged !== null) record("accepted", run.acknowledged - run.scheduled);
      for (const one of run.streams) stream(one, run.scheduled);
    },
    summaries: () => ({
      accepted: summary(histograms.accepted),
      first: summary(histograms.first),
      gap: summary(histograms.gap),
      total: summary(histograms.total),
    }),
  };
}

function summary(histogram: RecordableHistogram): LatencySummary | null {
  if (histogram.count === 0) return null;
  const milliseconds = (value: number): number => Math.min(value, histogram.max) / 1_000;
  return {
    p50: milliseconds(histogram.percentile(50)),
    p95: milliseconds(histogram.percentile(95)),
    p99: milliseconds(histogram.percentile(99)),
    max: milliseconds(histogram.max),
  };
}
