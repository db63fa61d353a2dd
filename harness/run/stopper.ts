import { HarnessError } from "../errors/harness-error.ts";

/** Ends an execution early, once: the first reason stands. */
export interface Stopper extends Disposable {
  readonly signal: AbortSignal;
  /** Why it was ended; null: it was not. */
  readonly reason: HarnessError | null;
  stop(reason: HarnessError): void;
}

/**
 * @param outer aborting it interrupts; where its reason is a HarnessError, that is why
 * @param timeout milliseconds for the whole execution; null: no bound
 */
export function createStopper(outer: AbortSignal | undefined, timeout: number | null): Stopper {
  const controller = new AbortController();
  let reason: HarnessError | null = null;
  const stop = (why: HarnessError): void => {
    if (reason !== null) return;
    reason = why;
    controller.abort(why);
  };
  const interrupt = (): void => {
    const why: unknown = outer?.reason;
    const known = why instanceof HarnessError ? why : null;
    stop(known ?? new HarnessError("interrupted", "The execution was interrupted."));
  };
  const timer =
    timeout === null
      ? undefined
      : setTimeout(() => {
          stop(
            new HarnessError("timeout", `The execution did not end within ${timeout / 1_000} s.`),
          );
        }, timeout);
  if (outer?.aborted) interrupt();
  outer?.addEventListener("abort", interrupt);
  return {
    signal: controller.signal,
    get reason() {
      return reason;
    },
    stop,
    [Symbol.dispose]() {
      clearTimeout(timer);
      outer?.removeEventListener("abort", interrupt);
    },
  };
}

/**
 * The outcome of the work, or the reason of a stop that comes before it. The work itself goes on unheard:
 * for what takes no signal.
 */
export async function unlessStopped<T>(
  { signal }: Pick<Stopper, "signal">,
  work: Promise<T>,
): Promise<T> {
  const stopped = Promise.withResolvers<never>();
  const onAbort = (): void => stopped.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([stopped.promise, work]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
