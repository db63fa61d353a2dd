import type { Interruption } from "../verdict/exit-code.ts";
import { catchInterrupts, sayBare } from "./interrupt.ts";
import { createStatus, type Status } from "./status.ts";
import { catchStrays } from "./strays.ts";

/** What a command holds while it executes something. */
export interface Attendance extends Disposable {
  readonly status: Status;
  /** Aborted by Ctrl-C and its like, and by what is thrown where nobody can catch it. */
  readonly signal: AbortSignal;
  /** What interrupted it; null: nothing did. */
  readonly by: Interruption | null;
}

/** @param quiet says and draws nothing */
export function attend({ quiet }: { readonly quiet: boolean }): Attendance {
  const status = createStatus({ quiet });
  const say = (line: string): void => status.say(line);
  const interrupt = catchInterrupts(say, quiet ? sayBare : say);
  return {
    status,
    signal: AbortSignal.any([interrupt.signal, catchStrays()]),
    get by() {
      return interrupt.by;
    },
    [Symbol.dispose]() {
      interrupt[Symbol.dispose]();
      status[Symbol.dispose]();
    },
  };
}
