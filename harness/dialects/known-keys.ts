import { HarnessError } from "../errors/harness-error.ts";

/**
 * Refuses what a typo makes of an option: a config may be plain JavaScript, and a silent default would
 * judge a server by the wrong rules.
 *
 * @throws HarnessError `bad-config`
 */
export function checkKeys(where: string, given: object, known: readonly string[]): void {
  const strange = Object.keys(given).filter((key) => !known.includes(key));
  if (strange.length === 0) return;
  const names = strange.map((key) => JSON.stringify(key)).join(", ");
  throw new HarnessError(
    "bad-config",
    `${where}: there is no ${names}; there are ${known.join(", ")}.`,
  );
}
