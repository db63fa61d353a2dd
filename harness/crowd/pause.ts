import { setTimeout as sleep } from "node:timers/promises";

/** Waits, and no longer than until the signal is aborted; never rejects. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted || milliseconds <= 0) return;
  await sleep(milliseconds, undefined, signal ? { signal } : {}).catch(() => undefined);
}

/** Waits for a promise, but no longer than this. The timer does not outlive the wait. */
export async function within(milliseconds: number, promise: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  await Promise.race([promise, pause(milliseconds, timer.signal)]);
  timer.abort();
}
