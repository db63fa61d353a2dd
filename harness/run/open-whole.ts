import { HarnessError } from "../errors/harness-error.ts";
import { type PartialHistory, PARTIAL_WORDS } from "../history/mode.ts";
import { openHistory, type StoredHistory } from "../recorder/history-reader.ts";
import { storedVerdict } from "./stored-verdict.ts";

/**
 * A history that can be judged, or injected into.
 *
 * @throws HarnessError as `openHistory` does, and `history-partial` where not all was kept: of a part no pass and no
 *   loss can be told
 */
export async function openWhole(path: string): Promise<StoredHistory> {
  const history = await openHistory(path).catch(async (thrown: unknown) => {
    const { conditions } = (await storedVerdict(path).catch(() => null)) ?? {};
    if (conditions?.history === "off") throw partial(path, "off");
    throw thrown;
  });
  const { history: kept } = history.header;
  if (kept !== undefined) throw partial(path, kept);
  return history;
}

function partial(path: string, kept: PartialHistory): HarnessError {
  return new HarnessError("history-partial", `${path} cannot be judged: ${PARTIAL_WORDS[kept]}.`);
}
