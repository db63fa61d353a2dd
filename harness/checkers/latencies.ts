import type { LatencyMetric } from "../verdict/verdict.ts";
import { createTimes, type Times } from "./parts/times.ts";
import type { Run, Stream } from "./scene/scene.ts";

/** How long runs took, from their scheduled send. */
export interface Latencies {
  readonly times: Readonly<Record<LatencyMetric, Times>>;
  settle(run: Run): void;
}

export function createLatencies(): Latencies {
  const times = {
    accepted: createTimes(),
    first: createTimes(),
    gap: createTimes(),
    total: createTimes(),
  };

  function stream({ received, terminal }: Stream, scheduled: number): void {
    let last: number | null = null;
    for (const { op, copyOf } of received) {
      if (copyOf !== null) continue;
      if (last === null) times.first.record(op.time - scheduled);
      else times.gap.record(op.time - last);
      last = op.time;
      if (op === terminal?.op) break;
    }
    if (terminal !== null) times.total.record(terminal.op.time - scheduled);
  }

  return {
    times,
    settle(run) {
      if (run.acknowledged !== null) times.accepted.record(run.acknowledged - run.scheduled);
      for (const one of run.streams) stream(one, run.scheduled);
    },
  };
}
