import { HarnessError } from "../errors/harness-error.ts";
import { showError } from "./output.ts";

/** Codes of a reader that went away, such as `head` or a terminal that was closed: that is no failure of ours. */
const GONE = ["EPIPE", "EIO"];

/**
 * An answer that could not be written to stdout, as to a full disk, is told on stderr, and success is none then. What
 * is lost on stderr changes no outcome.
 */
export function mindUnwritten(): void {
  process.stderr.on("error", () => {});
  let told = false;
  process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    if (told || GONE.includes(code ?? "")) return;
    told = true;
    const words = `The answer could not be written to stdout: ${message}`;
    const hint = "Free some space where stdout goes. An output folder that was written stands.";
    const exit = showError(new HarnessError("disk-full", words, { hint }), { json: false });
    process.once("exit", () => {
      process.exitCode ||= exit;
    });
  });
}
