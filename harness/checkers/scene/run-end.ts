import type { Connections } from "./connections.ts";
import type { OpenRun, OpenStream } from "./open-run.ts";
import type { Run, RunEnd } from "./scene.ts";

export interface Waits {
  readonly patience: number;
  readonly linger: number;
  readonly cancelGrace: number;
}

/** How a run ends, if nothing more comes, and when that is known. */
export interface Due {
  readonly at: number;
  readonly end: RunEnd;
}

/** When nothing can be added to a run any more, as it stands now. */
export function dueOf(run: OpenRun, connections: Connections, waits: Waits): Due {
  const { patience, linger, cancelGrace } = waits;
  if (run.fate === "fail") return { at: run.sent, end: "open" };
  if (run.cancelAcknowledged !== null) {
    const last = Math.max(run.cancelAcknowledged + cancelGrace, run.lastTerminal ?? 0);
    return { at: last + linger, end: "complete" };
  }
  if (isRefused(run) && run.refusedAt !== null) return { at: run.refusedAt + linger, end: "open" };
  const lost = run.lastSign + patience;
  if (run.streams.some((stream) => isPending(stream, run, connections))) {
    return { at: lost, end: "lost" };
  }
  if (run.lastTerminal !== null) return { at: run.lastTerminal + linger, end: "complete" };
  return { at: -Infinity, end: "closed" };
}

/** The server said no before it said anything else of the run. */
export function isRefused(run: Pick<Run, "streams" | "refusal" | "acknowledged">): boolean {
  return run.refusal !== null && run.acknowledged === null && !isAnswered(run);
}

/** An event of it came. */
export function isAnswered({ streams }: Pick<Run, "streams">): boolean {
  return streams.some(({ received }) => received.length > 0);
}

/** Whether a stream may still come to its end. */
function isPending(stream: OpenStream, run: OpenRun, connections: Connections): boolean {
  if (stream.terminal !== null) return false;
  if (stream.connection === null) return connections.openOf(run.owner).length > 0;
  return connections.all.get(stream.connection)?.close === null;
}
