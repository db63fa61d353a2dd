import { cleanLeftovers } from "../../fixtures/services/leftovers.ts";
import { HarnessError } from "../errors/harness-error.ts";
import { say } from "./say.ts";

const NO_ENGINE =
  "Containers and images are all that can be left behind, and only while the engine runs can they be removed: start it, and check `docker info`. Who never had one has nothing to clean.";

/** `quintet clean`. @throws HarnessError `no-engine` */
export async function cleanCommand(): Promise<number> {
  const removed = await cleanLeftovers().catch((thrown: unknown) => {
    throw thrown instanceof HarnessError && thrown.code === "no-engine"
      ? new HarnessError(thrown.code, thrown.message, { cause: thrown, hint: NO_ENGINE })
      : thrown;
  });
  say(removed.length === 0 ? "Nothing was left behind." : `Removed:\n  ${removed.join("\n  ")}`);
  return 0;
}
