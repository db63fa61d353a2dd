import { HarnessError } from "../errors/harness-error.ts";
import { partsIn } from "../recorder/history-parts.ts";
import { openHistory } from "../recorder/history-reader.ts";

/**
 * Refuses to run a shard where the same execution left a record: engines start again what failed, and a fail is
 * never retried into a pass.
 *
 * @param out output folder
 * @throws HarnessError `bad-usage`
 */
export async function expectFirstRun(out: string, nonce: string): Promise<void> {
  for (const path of await partsIn(out).catch(() => [])) {
    const history = await openHistory(path).catch(() => null);
    if (history?.header.nonce !== nonce) continue;
    throw new HarnessError("bad-usage", `This shard has run already: its record is ${path}.`, {
      hint: "What it found stands. A new execution takes a --nonce of its own.",
    });
  }
}
