import type { OpSink } from "../history/sink.ts";

/** How far an execution is: numbers for a status line, updated in place. */
export interface Progress {
  phase: "starting" | "connecting" | "running" | "lingering" | "judging" | "done";
  connections: number;
  plannedConnections: number;
  running: number;
  runsEnded: number;
  plannedRuns: number;
  events: number;
}

export function freshProgress(): Progress {
  return {
    phase: "starting",
    connections: 0,
    plannedConnections: 0,
    running: 0,
    runsEnded: 0,
    plannedRuns: 0,
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
