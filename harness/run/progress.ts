import type { Judge } from "../checkers/judge.ts";
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
  /** Violations seen so far. */
  violations: number;
  /** Milliseconds of watching after the last run. */
  readonly linger: number;
}

export function freshProgress({ crowd, linger }: Settings): Progress {
  return {
    phase: "starting",
    connections: 0,
    plannedConnections: crowd.users * crowd.tabs + crowd.sentinels,
    running: 0,
    ended: 0,
    plannedRuns: crowd.users * crowd.runsPerUser,
    events: 0,
    violations: 0,
    linger,
  };
}

/** Takes over what the crowd knows. */
export function follow(progress: Progress, { open, running, ended }: CrowdProgress): void {
  progress.connections = open;
  progress.running = running;
  progress.ended = ended;
}

/** Counts what stands in the ops alone, and asks a judge for the rest: it must come before this sink. */
export function progressSink(progress: Progress, { seen }: Pick<Judge, "seen">): OpSink {
  return {
    push(op) {
      if (op.type === "event") progress.events += 1;
      progress.violations = seen();
    },
  };
}
