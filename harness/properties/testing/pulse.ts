import { type PulseListener, TICK } from "../../recorder/pulse.ts";
import type { Timeline } from "./timeline.ts";

/** A harness that keeps up. */
export const HEALTHY = {
  eventLoopDelayP99: 1,
  eventLoopDelayMax: 2,
  maxSendLag: 0,
  memory: 1_000_000,
} as const;

const HEALTH = 1_000;

/** Ticks and health, never late, until `ended`. */
export function beat(timeline: Timeline, listener: PulseListener, ended: () => boolean): void {
  timeline.at(timeline.now + TICK, () => {
    if (ended()) return;
    listener.tick(0);
    if (timeline.now % HEALTH === 0) listener.health(HEALTHY);
    beat(timeline, listener, ended);
  });
}
