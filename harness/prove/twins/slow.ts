import { changed, contractOf, type Terms } from "../terms.ts";

/** Milliseconds: several times what the server takes, and yet something that it could miss. */
const LIMIT = 1_500;

export function slow(usual: Terms): Terms {
  const deadlines = { accepted: LIMIT, first: LIMIT, gap: LIMIT, total: 5 * LIMIT };
  return changed(usual, { contract: contractOf({ mode: "five-events" }, { deadlines }) });
}
