import { isDeepStrictEqual } from "node:util";
import type { Dialect } from "../dialects/dialect.ts";
import type { DialectCases, DialectExample } from "./cases.ts";
import { checkReceive } from "./check-receive.ts";
import { checkRun } from "./check-run.ts";
import { checkSend } from "./check-send.ts";
import { type DialectFlaw, flaw } from "./flaw.ts";

/**
 * Tries a dialect of your own: is it pure, does it survive what a server may send, does a run come out as it
 * was, and is nothing in it guessed? Synchronous, without a server and without a test framework.
 *
 * @returns every way in which it breaks a promise; empty: none was found
 */
export function checkDialect(dialect: Dialect, cases: DialectCases): readonly DialectFlaw[] {
  return [
    ...checkSend(dialect, cases),
    ...checkRun(dialect, cases),
    ...checkReceive(dialect, cases),
    ...(cases.examples ?? []).flatMap((example) => checkExample(dialect, example)),
  ];
}

/** How many flaws an error tells. */
const TOLD = 10;

/** The same for a test: throws what `checkDialect` finds. */
export function assertDialect(dialect: Dialect, cases: DialectCases): void {
  const flaws = checkDialect(dialect, cases);
  if (flaws.length === 0) return;
  const lines = flaws.slice(0, TOLD).map(({ claim, message, text }) => {
    return `  ${claim}: ${message}${text === null ? "" : `\n    ${JSON.stringify(text)}`}`;
  });
  const rest = flaws.length > TOLD ? [`  … and ${flaws.length - TOLD} more`] : [];
  const { name } = dialect.description;
  throw new Error([`The dialect ${name} breaks its promises:`, ...lines, ...rest].join("\n"));
}

function checkExample(
  dialect: Dialect,
  { text, gives, answered }: DialectExample,
): readonly DialectFlaw[] {
  try {
    const given = dialect.receive(text, answered);
    if (isDeepStrictEqual(given, gives)) return [];
    return [flaw("example", `gave ${JSON.stringify(given)}, not ${JSON.stringify(gives)}`, text)];
  } catch {
    return [flaw("example", `threw, instead of ${JSON.stringify(gives)}`, text)];
  }
}
