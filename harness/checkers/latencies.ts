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
  const gauges: Readonly<Record<LatencyMetric, Gauge>> = {
    accepted: createGauge(),
    first: createGauge(),
    gap: createGauge(),
    total: createGauge(),
  };

  function record(metric: LatencyMetric, milliseconds: number): void {
    const gauge = gauges[metric];
    const value = Math.min(Math.max(1, Math.round(milliseconds * 1_000)), SCALE.highest);
    gauge.histogram.record(value);
    gauge.max = Math.max(gauge.max, value);
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
      accepted: summary(gauges.accepted),
      first: summary(gauges.first),
      gap: summary(gauges.gap),
      total: summary(gauges.total),
    }),
  };
}

/** A histogram rounds; the greatest is kept as it is. In microseconds. */
interface Gauge {
  readonly histogram: RecordableHistogram;
  max: number;
}

function createGauge(): Gauge {
  return { histogram: createHistogram(SCALE), max: 0 };
}

function summary({ histogram, max }: Gauge): LatencySummary | null {
  if (histogram.count === 0) return null;
  const percentile = (percent: number): number =>
    Math.min(histogram.percentile(percent), max) / 1_000;
  return { p50: percentile(50), p95: percentile(95), p99: percentile(99), max: max / 1_000 };
}
