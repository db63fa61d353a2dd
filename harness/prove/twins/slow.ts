import { changed, contractOf, type Terms } from "../terms.ts";

/** Milliseconds: several times what the server takes, so that a busy machine keeps it, and yet a limit. */
const LIMIT = 3_000;

export function slow(usual: Terms): Terms {
  const deadlines = { accepted: LIMIT, first: LIMIT, gap: LIMIT, total: 5 * LIMIT };
  return changed(usual, { contract: contractOf({ mode: "five-events" }, { deadlines }) });
}
