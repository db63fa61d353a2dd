// Loaded by whatever Node the machine has: nothing in here may be newer than Node 18.

/** Variable that tells a process that another one handed its work over. */
export const HANDED_OVER = "QUINTET_HANDED_OVER";

export const PASSED_ON = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** How many signals of a kind came to whoever handed over. */
export interface Told {
  readonly signal: (typeof PASSED_ON)[number];
  readonly came: number;
}

/**
 * Hears the signals that came to whoever handed its work over to this process, and not to this one: of each kind
 * as many as came there. Nothing happens where nobody did.
 */
export function hearPassedSignals(): void {
  if (process.env[HANDED_OVER] === undefined) return;
  // What we start has nothing of it.
  delete process.env[HANDED_OVER];
  for (const signal of PASSED_ON) {
    let heard = 0;
    const hear = (): void => {
      heard += 1;
      // Nobody else listens: then it ends the process, as it would without us.
      if (process.listenerCount(signal) > 1) return;
      process.off(signal, hear);
      process.kill(process.pid, signal);
    };
    process.on(signal, hear);
    process.on("message", (told: Told) => {
      if (told.signal === signal && told.came > heard) process.kill(process.pid, signal);
    });
  }
  // Waiting for words keeps nobody up.
  process.channel?.unref();
}
