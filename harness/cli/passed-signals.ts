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
 * Hears signals from now on: those that come to this process, and those that came to whoever handed its work over
 * and not to this one, of each kind as many as came there.
 *
 * @param alone told of a signal while nobody else listens for it
 */
export function hearSignals(alone: (signal: Told["signal"]) => void): void {
  const handedOver = process.env[HANDED_OVER] !== undefined;
  // What we start has nothing of it.
  delete process.env[HANDED_OVER];
  for (const signal of PASSED_ON) {
    let heard = 0;
    process.on(signal, () => {
      heard += 1;
      if (process.listenerCount(signal) === 1) alone(signal);
    });
    if (!handedOver) continue;
    process.on("message", (told: Told) => {
      if (told.signal === signal && told.came > heard) process.kill(process.pid, signal);
    });
  }
  // Waiting for words keeps nobody up.
  if (handedOver) process.channel?.unref();
}
