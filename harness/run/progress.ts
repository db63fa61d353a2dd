import type { Judge } from "../checkers/judge.ts";
import type { CrowdPhase, CrowdProgress } from "../crowd/crowd.ts";
import { countIn, type Slice } from "../history/slice.ts";
import type { OpSink } from "../history/sink.ts";
import type { Settings } from "./settings.ts";
import { seatsIn } from "./sockets/seats.ts";

/** How far an execution is: numbers for a status line, updated in place. */
export interface Progress {
  phase: "starting" | "connecting" | "judging" | CrowdPhase;
  connections: number;
  readonly plannedConnections: number;
  running: number;
  ended: number;
  /** Null: as many as the time allows. */
  readonly plannedRuns: number | null;
  /** A soak: milliseconds for which runs are started. */
  readonly duration: number | null;
  events: number;
  /** Violations seen so far. */
  violations: number;
  /** Milliseconds of watching after the last run. */
  readonly linger: number;
}

/** @param slice the part of the crowd that is driven here; all of it by default */
export function freshProgress(
  { crowd, linger }: Pick<Settings, "crowd" | "linger">,
  slice?: Slice,
): Progress {
  const users = countIn(slice, 0, crowd.users);
  return {
    phase: "starting",
    connections: 0,
    plannedConnections: seatsIn(crowd, slice),
    running: 0,
    ended: 0,
    plannedRuns: crowd.runsPerUser === null ? null : users * crowd.runsPerUser,
    duration: crowd.duration,
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
