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

  function report(lag: number): void {
    // Between turns that last long enough the monitor takes no sample at all: then it is our own timer that tells.
    const sampled = monitor.count > 0;
    listener.health({
      eventLoopDelayP99: sampled ? delay(monitor.percentile(99)) : inMicroseconds(lag),
      eventLoopDelayMax: sampled ? delay(monitor.max) : inMicroseconds(lag),
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
      report(0);
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
  /** `lag`: of the tick that was most late since it was last asked. */
  readonly health: (lag: number) => void;
}): () => void {
  let last = source.now();
  let reported = last;
  let worst = 0;
  return () => {
    const now = source.now();
    const lag = Math.max(0, now - last - TICK);
    source.tick(lag);
    worst = Math.max(worst, lag);
    last = now;
    if (now - reported < HEALTH) return;
    source.health(worst);
    reported = now;
    worst = 0;
  };
}

/** Milliseconds beyond the sampling itself, which Node counts in. */
function delay(nanoseconds: number): number {
  return inMicroseconds(Math.max(0, nanoseconds / NANOSECONDS - RESOLUTION));
}

/** Milliseconds, to the microsecond. */
function inMicroseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1_000) / 1_000;
}
