import { fileURLToPath } from "node:url";
import { asHarnessError, HarnessError } from "../errors/harness-error.ts";

/** Where our own code lies, as a stack names it: by address, or by path. */
const OWN = ["harness/", "fixtures/", "reports/"].flatMap((room) => {
  const { href } = new URL(`../../${room}`, import.meta.url);
  return [href, fileURLToPath(href)];
});

/**
 * What was thrown where nobody could catch it, such as in a timer. The stack says whose it is: ours is a defect,
 * and that of the user's own code a fault of the config.
 */
export function strayError(thrown: unknown): HarnessError {
  const error = asHarnessError(thrown);
  if (error === thrown || !isForeign(thrown)) return error;
  return new HarnessError(
    "bad-config",
    `Code of the config threw where nobody could catch it: ${error.message}`,
    { cause: thrown, hint: "Catch it there: a promise needs an await, and a timer a try." },
  );
}

/** Whether the innermost frame that is neither Node's nor a package's is not ours. */
function isForeign(thrown: unknown): boolean {
  const frames = thrown instanceof Error ? (thrown.stack ?? "").split("\n") : [];
  for (const frame of frames.filter((line) => /^\s+at .*[/\\].*:\d+/.test(line))) {
    if (OWN.some((place) => frame.includes(place))) return false;
    if (!frame.includes("node:") && !frame.includes("/node_modules/")) return true;
  }
  return false;
}
