import type { Connections } from "./connections.ts";
import { isRefused } from "./run-end.ts";
import type { OpenRun, OpenStream } from "./open-run.ts";

/**
 * Whether all of the run was to come on this stream. Not where the history ended first, after a cancel or
 * a refusal, of a send that never left, or where we closed the connection ourselves
 * before the patience was spent.
 */
export function isToComeToItsEnd(
  run: OpenRun,
  stream: OpenStream,
  connections: Connections,
  patience: number,
): boolean {
  if (run.end === "open" || run.fate === "fail" || run.cancelRequested !== null || isRefused(run)) {
    return false;
  }
  if (stream.terminal !== null || stream.connection === null || run.end === "lost") return true;
  const close = connections.all.get(stream.connection)?.close;
  return close?.by !== "harness" || close.time - run.lastSign >= patience;
}
