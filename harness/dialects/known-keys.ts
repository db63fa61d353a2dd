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

/** Refuses a word that is none of those that an option takes. @throws HarnessError `bad-config` */
export function checkWord(where: string, given: unknown, known: readonly string[]): void {
  if (given === undefined || (typeof given === "string" && known.includes(given))) return;
  const what = typeof given === "string" ? JSON.stringify(given.slice(0, 60)) : "this";
  throw new HarnessError("bad-config", `${where}: ${what} is none of ${known.join(", ")}.`);
}
