import { type ExitCode, INTERRUPTED, type Interruption } from "../verdict/exit-code.ts";

/** Ctrl-C, a polite kill or the end of the terminal, turned into an abort; and which of them it was. */
export interface Interrupt extends Disposable {
  readonly signal: AbortSignal;
  readonly by: Interruption | null;
}

const SIGNALS = Object.keys(INTERRUPTED) as readonly Interruption[];

/**
 * The first signal ends the execution in order: that is said, and its verdict is written. The second ends the process at
 * once; what it had started is ended by the watchdog. A closed terminal is told more than once, by the shell
 * and by the system, and nobody means the second.
 */
export function catchInterrupts(say: (line: string) => void): Interrupt {
  const controller = new AbortController();
  let by: Interruption | null = null;
  const endAtOnce = (signal: Interruption): void => {
    // It takes away what was drawn, too: the shell's prompt comes next.
    say(`${signal} again: ended at once.`);
    process.exit(INTERRUPTED[signal]);
  };
  const handle = (signal: Interruption): void => {
    if (by !== null) {
      if (signal !== "SIGHUP") endAtOnce(signal);
      return;
    }
    by = signal;
    say(`${signal}: ending in order; once more ends at once.`);
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, handle);
  return {
    signal: controller.signal,
    get by() {
      return by;
    },
    [Symbol.dispose]() {
      for (const signal of SIGNALS) process.off(signal, handle);
    },
  };
}

/**
 * Work that leaves nothing behind when a signal ends it, such as a look at a server.
 *
 * @param work throws once its signal is aborted, instead of finishing
 * @returns its exit code, or that of the signal
 */
export async function unlessInterrupted(
  work: (signal: AbortSignal) => Promise<ExitCode>,
): Promise<ExitCode> {
  using interrupt = catchInterrupts(() => {});
  try {
    return await work(interrupt.signal);
  } catch (thrown) {
    if (interrupt.by === null) throw thrown;
    process.stderr.write(`quintet: ended by ${interrupt.by}\n`);
    return INTERRUPTED[interrupt.by];
  }
}
