import pLimit from "p-limit";
import type { Connection } from "./connection.ts";
import type { CrowdLimits } from "./limits.ts";
import { pause } from "./pause.ts";

/**
 * Opens connections, at most `connectConcurrency` handshakes at once and `connectRate` a second, until all
 * are decided or the signal is aborted. When `open` throws, nothing more is opened, and that is thrown in the end.
 */
export async function ramp(
  connections: readonly Connection[],
  open: (connection: Connection) => void,
  limits: Pick<CrowdLimits, "connectConcurrency" | "connectRate">,
  signal: AbortSignal,
): Promise<void> {
  const gap = limits.connectRate === null ? 0 : 1_000 / limits.connectRate;
  let next = performance.now();
  const failures: unknown[] = [];
  await pLimit(limits.connectConcurrency).map(connections, async (connection) => {
    const now = performance.now();
    const turn = Math.max(now, next);
    next = turn + gap;
    await pause(turn - now, signal);
    if (signal.aborted || failures.length > 0) return;
    try {
      open(connection);
      await connection.login.ready;
    } catch (error) {
      failures.push(error);
    }
  });
  if (failures.length > 0) throw failures[0];
}
