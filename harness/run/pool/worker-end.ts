import type { ChildProcess } from "node:child_process";

/** How long the last word of a worker that has ended may take to arrive, in milliseconds. */
const LAST_WORD = 5_000;

/** Tells how a process ended, once all that it said has been read: its end may come before its last word. */
export function whenEnded(
  child: Pick<ChildProcess, "connected" | "on" | "once">,
  ended: (how: string) => void,
  patience: number = LAST_WORD,
): void {
  child.on("exit", (code, signal) => {
    const end = (): void => ended(signal ?? `exit code ${code}`);
    if (!child.connected) return end();
    child.once("disconnect", end);
    setTimeout(end, patience).unref();
  });
}
