import type { CrowdPhase } from "../crowd/crowd.ts";
import type { OpSink } from "../history/sink.ts";
import type { Settings } from "./settings.ts";

/** How far an execution is: numbers for a status line, updated in place. */
export interface Progress {
  phase: "starting" | "judging" | CrowdPhase;
  connections: number;
  plannedConnections: number;
  runsEnded: number;
  plannedRuns: number;
  events: number;
}

export function freshProgress({ crowd }: Settings): Progress {
  return {
    phase: "starting",
    connections: 0,
    plannedConnections: crowd.users * crowd.tabs + crowd.sentinels,
    runsEnded: 0,
    plannedRuns: crowd.users * crowd.runsPerUser,
    events: 0,
  };
}

/** Keeps the numbers that stand in the ops themselves. */
export function progressSink(progress: Progress, terminal: ReadonlySet<string>): OpSink {
  return {
    push(op) {
      if (op.type === "event") {
        progress.events += 1;
        if (terminal.has(op.event.type)) progress.runsEnded += 1;
      } else if (op.type === "open" && op.outcome === "open" && op.role !== "probe") {
        progress.connections += 1;
      }
    },
  };
}
