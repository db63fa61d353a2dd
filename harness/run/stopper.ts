import { HarnessError } from "../errors/harness-error.ts";

/** Ends an execution early, once: the first reason stands. */
export interface Stopper extends Disposable {
  readonly signal: AbortSignal;
  /** Why it was ended; null: it was not. */
  readonly reason: HarnessError | null;
  stop(reason: HarnessError): void;
}

/** @param timeout milliseconds for the whole execution; null: no bound */
export function createStopper(outer: AbortSignal | undefined, timeout: number | null): Stopper {
  const controller = new AbortController();
  let reason: HarnessError | null = null;
  const stop = (why: HarnessError): void => {
    if (reason !== null) return;
    reason = why;
    controller.abort(why);
  };
  const interrupt = (): void =>
    stop(new HarnessError("interrupted", "The execution was interrupted."));
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
