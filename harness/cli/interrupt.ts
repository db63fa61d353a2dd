import { INTERRUPTED, type Interruption } from "../verdict/exit-code.ts";
import { Interrupted } from "./interrupted.ts";
import { hearSignals } from "./passed-signals.ts";

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
 *
 * @param lastWord says what ends the process, also where nothing else is said
 */
export function catchInterrupts(
  say: (line: string) => void,
  lastWord: (line: string) => void = say,
): Interrupt {
  const controller = new AbortController();
  let by: Interruption | null = null;
  const endAtOnce = (signal: Interruption): void => {
    // It takes away what was drawn, too: the shell's prompt comes next.
    lastWord(again(signal));
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

function again(signal: Interruption): string {
  return `${signal} again: ended at once.`;
}

/** On stderr, as it is. */
export function sayBare(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** What files are written are written whole. */
const NOTHING_HALF = "Nothing that it writes was left half done: start it again.";

/**
 * Signals that come while nobody catches them, from now on: while modules are loaded, and in commands that have nothing
 * to end in order. The second ends the process at once.
 *
 * @returns rejects with `Interrupted` at the first, and never resolves
 */
export function hearInterrupts(): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  // Perhaps nobody waits for it yet.
  promise.catch(() => {});
  let by: Interruption | null = null;
  hearSignals((signal) => {
    if (by !== null && signal !== "SIGHUP") {
      sayBare(again(signal));
      process.exit(INTERRUPTED[signal]);
    }
    by ??= signal;
    reject(new Interrupted(by, NOTHING_HALF));
  });
  return promise;
}

/**
 * Work that a signal ends, such as a look at a server.
 *
 * @param work throws once its signal is aborted, instead of finishing, and leaves nothing behind
 * @param left what becomes of it then, in a sentence
 * @throws Interrupted
 */
export async function unlessInterrupted<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  left = NOTHING_HALF,
): Promise<Result> {
  using interrupt = catchInterrupts(() => {}, sayBare);
  try {
    return await work(interrupt.signal);
  } catch (thrown) {
    throw interrupt.by === null ? thrown : new Interrupted(interrupt.by, left);
  }
}
