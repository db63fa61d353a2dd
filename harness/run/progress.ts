import type { CrowdPhase, CrowdProgress } from "../crowd/crowd.ts";
import type { OpSink } from "../history/sink.ts";
import type { Settings } from "./settings.ts";

/** How far an execution is: numbers for a status line, updated in place. */
export interface Progress {
  phase: "starting" | "connecting" | "judging" | CrowdPhase;
  connections: number;
  readonly plannedConnections: number;
  running: number;
  ended: number;
  readonly plannedRuns: number;
  events: number;
}

export function freshProgress({ crowd }: Settings): Progress {
  return {
    phase: "starting",
    connections: 0,
    plannedConnections: crowd.users * crowd.tabs + crowd.sentinels,
    running: 0,
    ended: 0,
    plannedRuns: crowd.users * crowd.runsPerUser,
    events: 0,
  };
}

/** Takes over what the crowd knows. */
export function follow(progress: Progress, { open, running, ended }: CrowdProgress): void {
  progress.connections = open;
  progress.running = running;
  progress.ended = ended;
}

/** Counts what stands in the ops alone. */
export function progressSink(progress: Progress): OpSink {
  return {
    push(op) {
      if (op.type === "event") progress.events += 1;
    },
  };
}
