import { HarnessError } from "../errors/harness-error.ts";
import { INTERRUPTED, type Interruption } from "../verdict/exit-code.ts";

/** A signal ended a command before it was done. */
export class Interrupted extends HarnessError {
  readonly exit: (typeof INTERRUPTED)[Interruption];

  /** @param left what became of its work, in a sentence */
  constructor(by: Interruption, left: string) {
    super("interrupted", `Ended by ${by} before it was done.`, { hint: left });
    this.exit = INTERRUPTED[by];
  }
}
