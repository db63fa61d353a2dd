import { cpus } from "node:os";
import { performance, PerformanceObserver } from "node:perf_hooks";

/** What the harness and its machine were busy with since the last sample: shares of the time, 0 to 1. */
export interface LoadSample {
  /** The event loop had work to do, or waited for a processor. */
  readonly busy: number;
  /** Memory was collected, and nothing else was done. */
  readonly collecting: number;
  /** Of all processors of the machine. */
  readonly machine: number;
}

/** Hold one, and close it. */
export interface LoadMeter {
  sample(): LoadSample;
  close(): void;
}

export function createLoadMeter(): LoadMeter {
  let collected = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) collected += duration;
  });
  observer.observe({ entryTypes: ["gc"] });
  let loop = performance.eventLoopUtilization();
  let processors = processorTimes();
  let since = performance.now();
  return {
    sample() {
      const now = performance.now();
      const current = performance.eventLoopUtilization();
      const times = processorTimes();
      const { utilization } = performance.eventLoopUtilization(current, loop);
      const total = times.total - processors.total;
      const sample = {
        busy: share(utilization),
        collecting: share(collected / Math.max(1, now - since)),
        machine: share(total === 0 ? 0 : (times.busy - processors.busy) / total),
      };
      collected = 0;
      loop = current;
      processors = times;
      since = now;
      return sample;
    },
    close: () => observer.disconnect(),
  };
}

function processorTimes(): { readonly busy: number; readonly total: number } {
  let busy = 0;
  let total = 0;
  for (const { times } of cpus()) {
    const all = times.user + times.nice + times.sys + times.idle + times.irq;
    total += all;
    busy += all - times.idle;
  }
  return { busy, total };
}

/** To three digits. */
function share(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 1_000) / 1_000;
}
