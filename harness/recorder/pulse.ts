import { monitorEventLoopDelay } from "node:perf_hooks";
import type { HealthOp, Unstamped } from "../history/op.ts";
import { createLoadMeter } from "./load.ts";

/** Milliseconds between ticks: fine enough to judge silence by. */
export const TICK = 100;

/** Milliseconds between health ops. */
const HEALTH = 1_000;

const NANOSECONDS = 1e6;

/** Milliseconds between samples of the event loop. */
const RESOLUTION = 10;

export type HealthSample = Omit<Unstamped<HealthOp>, "type">;

/** Who is told: the recorder. */
export interface PulseListener {
  tick(lag: number): void;
  health(sample: HealthSample): void;
}

export interface Pulse {
  /** Stops the timer, and reports health once more. */
  close(): void;
}

/**
 * Tells the listener every 100 ms that time goes on, and every second how well the harness keeps up.
 * Never keeps the process alive.
 *
 * @param maxSendLag the greatest lag of a send since it was last asked, in milliseconds
 */
export function startPulse(listener: PulseListener, maxSendLag: () => number): Pulse {
  const monitor = monitorEventLoopDelay({ resolution: RESOLUTION });
  monitor.enable();
  const load = createLoadMeter();
  const beat = createBeat({
    now: () => performance.now(),
    tick: (lag) => listener.tick(lag),
    health: report,
  });
  const timer = setInterval(beat, TICK);
  timer.unref();
  let open = true;

  function report(): void {
    listener.health({
      eventLoopDelayP99: delay(monitor.percentile(99)),
      eventLoopDelayMax: delay(monitor.max),
      maxSendLag: maxSendLag(),
      memory: process.memoryUsage.rss(),
      ...load.sample(),
    });
    monitor.reset();
  }

  return {
    close() {
      if (!open) return;
      open = false;
      clearInterval(timer);
      monitor.disable();
      report();
      load.close();
    },
  };
}

/**
 * What happens at a beat: one tick with how late it is, and health when a second has passed.
 * After a stall one beat reports the whole stall as its lag: ticks that never were are not made up.
 */
export function createBeat(source: {
  readonly now: () => number;
  readonly tick: (lag: number) => void;
  readonly health: () => void;
}): () => void {
  let last = source.now();
  let reported = last;
  return () => {
    const now = source.now();
    source.tick(Math.max(0, now - last - TICK));
    last = now;
    if (now - reported < HEALTH) return;
    reported = now;
    source.health();
  };
}

/** Milliseconds beyond the sampling itself, which Node counts in; a monitor without a sample is at nought. */
function delay(nanoseconds: number): number {
  const milliseconds = Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION);
  return Math.round(milliseconds * 1_000) / 1_000;
}
