import type { Interruption } from "../verdict/exit-code.ts";

/** Ctrl-C and a polite kill, turned into an abort; and which of them it was. */
export interface Interrupt extends Disposable {
  readonly signal: AbortSignal;
  readonly by: Interruption | null;
}

const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * The first signal ends the execution in order: its verdict is written. The second ends the process at
 * once; what it had started is ended by the watchdog.
 */
export function catchInterrupts(onFirst: (by: Interruption) => void): Interrupt {
  const controller = new AbortController();
  let by: Interruption | null = null;
  const handle = (signal: Interruption): void => {
    if (by !== null) process.exit(CODES[signal]);
    by = signal;
    onFirst(signal);
    controller.abort();
  };
  process.on("SIGINT", handle);
  process.on("SIGTERM", handle);
  return {
    signal: controller.signal,
    get by() {
      return by;
    },
    [Symbol.dispose]() {
      process.off("SIGINT", handle);
      process.off("SIGTERM", handle);
    },
  };
}
