import { dirname } from "node:path";
import { HarnessError } from "../errors/harness-error.ts";
import { type PartialHistory, PARTIAL_WORDS } from "../history/mode.ts";
import { openHistory, type StoredHistory } from "../recorder/history-reader.ts";
import { earlierOf } from "./earlier.ts";
import { storedVerdict } from "./stored-verdict.ts";

const UNJUDGED =
  "Its execution was ended before it could give a verdict. What it kept can be read in the file; to judge again, record with --history full.";

/**
 * A history that can be judged, or injected into.
 *
 * @throws HarnessError as `openHistory` does, and `history-partial` where not all was kept: of a part no pass and no
 *   loss can be told
 */
export async function openWhole(path: string): Promise<StoredHistory> {
  const history = await openHistory(path).catch(async (thrown: unknown) => {
    const { conditions } = (await storedVerdict(path).catch(() => null)) ?? {};
    if (conditions?.history === "off") throw partial(path, "off", true);
    const earlier = earlierOf(path);
    if (!(thrown instanceof HarnessError) || earlier === null) throw thrown;
    throw new HarnessError(thrown.code, thrown.message, {
      cause: thrown,
      hint: `An execution that could not begin took its place: name ${earlier} instead.`,
    });
  });
  const { history: kept } = history.header;
  if (kept === undefined) return history;
  const [file = path] = history.paths;
  // One that nobody can read stands there all the same.
  const judged = (await storedVerdict(dirname(file)).catch(() => undefined)) !== null;
  throw partial(path, kept, judged);
}

/** @param judged whether a verdict stands beside it */
function partial(path: string, kept: PartialHistory, judged: boolean): HarnessError {
  return new HarnessError(
    "history-partial",
    `${path} cannot be judged: ${PARTIAL_WORDS[kept]}.`,
    judged ? {} : { hint: UNJUDGED },
  );
}
