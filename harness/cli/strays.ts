import { environmentSecrets } from "../ownership/secret-names.ts";
import { createVeil } from "../ownership/veil.ts";
import { HarnessError } from "../errors/harness-error.ts";
import { strayError } from "../run/stray-error.ts";
import { toldError } from "../run/told-error.ts";
import { showError } from "./output.ts";

const STRAY = "uncaughtException";

/**
 * What is thrown where nobody can catch it would end the process with Node's code 1, which is that of a fail. It
 * is told as an error, and ends the process at once; while something is executed, `catchStrays` comes first.
 */
export function sayStrays(args: readonly string[]): void {
  process.on(STRAY, (thrown: unknown) => {
    if (process.listenerCount(STRAY) > 1) return;
    const { code, message, hint } = toldError(
      strayError(thrown),
      createVeil(environmentSecrets(process.env)),
    );
    const error = new HarnessError(code, message, { hint });
    // Whoever asked for a verdict and has one gets no second.
    const json = args.includes("--json") && !(process.stdout.bytesWritten > 0);
    process.exit(showError(error, { json }));
  });
}

/**
 * Such an error turned into an abort, with it as the reason: what was judged until then becomes the verdict. One that
 * comes after the verdict changes nothing of it, and is not told: it may hold a token, which nobody knows any more.
 */
export function catchStrays(): AbortSignal {
  const controller = new AbortController();
  process.on(STRAY, (thrown: unknown) => controller.abort(strayError(thrown)));
  return controller.signal;
}
