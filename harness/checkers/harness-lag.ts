import type { Op } from "../history/op.ts";
import type { Scene } from "./scene/scene.ts";

/** How late the harness itself was, as far as it measured itself, in milliseconds. */
export interface HarnessLag {
  observe(op: Op): void;
  /** By how much a stamp near this time may be too late. */
  near(time: number): number;
  /** The worst of all since this time: an upper bound of what is near any moment from then on. */
  since(time: number): number;
}

interface Stall {
  readonly from: number;
  readonly to: number;
  readonly lag: number;
}

/** A backlog that a stall left is read within about this time after it; a longer one delays the next tick. */
const BACKLOG = 100;

/**
 * Folds `tick` and `health` ops. A tick that was due at *t* and came at *t + lag* proves a stall in
 * between; a health op bounds every stall since the one before, also those between two ticks.
 * Memory: the ticks since the oldest run was due that was open a second ago.
 */
export function harnessLag(scene: Pick<Scene, "runs">): HarnessLag {
  const stalls: Stall[] = [];
  /** Time of each worker's last one. */
  const lastHealth = new Map<number, number>();
  /** Since when stalls mattered at the health op before: runs that settled since may still be asked for. */
  let needed = 0;
  return {
    observe(op) {
      if (op.type === "tick") {
        stalls.push({ from: op.time - op.lag, to: op.time + BACKLOG, lag: op.lag });
      } else if (op.type === "health") {
        const { worker = 0 } = op;
        const from = lastHealth.get(worker) ?? 0;
        stalls.push({ from, to: op.time + BACKLOG, lag: op.eventLoopDelayMax });
        lastHealth.set(worker, op.time);
        forget(needed);
        needed = op.time;
        for (const run of scene.runs.values()) needed = Math.min(needed, run.scheduled);
      }
    },
    since(time) {
      let lag = 0;
      for (let at = stalls.length - 1; at >= 0; at -= 1) {
        const stall = stalls[at];
        if (stall === undefined || stall.to < time) break;
        lag = Math.max(lag, stall.lag);
      }
      return lag;
    },
    near(time) {
      let lag = 0;
      for (let at = stalls.length - 1; at >= 0; at -= 1) {
        const stall = stalls[at];
        if (stall === undefined || stall.to < time) break;
        if (stall.from <= time) lag = Math.max(lag, stall.lag);
      }
      return lag;
    },
  };

  function forget(before: number): void {
    stalls.splice(
      0,
      stalls.findIndex((stall) => stall.to >= before),
    );
  }
}
