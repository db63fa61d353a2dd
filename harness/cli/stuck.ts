import { HarnessError } from "../errors/harness-error.ts";
import { showError } from "./output.ts";

/** What Node ends with when the main module waits for something, and nothing is left that could bring it. */
const UNSETTLED = 13;

/**
 * A wait that nothing can end any more would end the process with Node's code and no verdict. It is a defect of
 * ours, and said like one.
 */
export function sayWhenStuck(args: readonly string[]): void {
  process.once("exit", () => {
    if (process.exitCode !== UNSETTLED) return;
    const words = "Quintet waited for something that cannot come any more.";
    process.exitCode = showError(new HarnessError("defect", words), {
      json: args.includes("--json"),
    });
  });
}
