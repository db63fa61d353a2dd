import { HarnessError } from "../errors/harness-error.ts";
import { showError } from "./output.ts";

/** What Node ends with when the main module waits for something, and nothing is left that could bring it. */
const UNSETTLED = 13;

/** Codes that say what happened, to whoever ends the process with them before there is an answer. */
const SAID = [2, 64, 70, 129, 130, 143];

/**
 * A process that ends before there is an answer would end with a code that means something else: Node's own where a
 * wait can never end, which is a defect of ours, or whatever code of a config gave to `process.exit`, such as the 0 of
 * a pass.
 *
 * @returns to be called once there is an answer
 */
export function sayUnanswered(args: readonly string[]): () => void {
  let answered = false;
  process.once("exit", (code) => {
    if (answered || SAID.includes(code)) return;
    process.exitCode = showError(errorFor(code), { json: args.includes("--json") });
  });
  return () => {
    answered = true;
  };
}

function errorFor(code: number): HarnessError {
  if (code === UNSETTLED) {
    return new HarnessError("defect", "Quintet waited for something that cannot come any more.");
  }
  return new HarnessError(
    "bad-config",
    `Code of the config ended the process with ${code} before there was an answer.`,
    { hint: "A config, and what it imports, must not call process.exit." },
  );
}
