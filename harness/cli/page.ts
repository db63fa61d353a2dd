import type { Page } from "../../reports/terminal-page.ts";

/** Columns where nobody says how many there are. */
const WIDTH = 80;

/** Wider lines are harder to read, however wide the window. */
const WIDEST = 110;

/** Columns of a list of messages where there is no terminal. */
const LIST = 100;

type Environment = Readonly<Record<string, string | undefined>>;

/** As much of a stream as decides what it can show. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/**
 * What a stream can show. Colour: on a terminal, unless `NO_COLOR` is set or `TERM` is `dumb`; `FORCE_COLOR`
 * overrules both, either way, as in Node itself. Unicode: unless the locale names another encoding.
 */
export function pageOf(screen: Screen, environment: Environment): Page {
  return {
    colour: hasColour(screen, environment),
    unicode: speaksUnicode(environment),
    width: Math.min(screen.columns || Number(environment["COLUMNS"]) || WIDTH, WIDEST),
  };
}

/** Whether a line can be drawn over itself. */
export function canRedraw(screen: Screen, environment: Environment): boolean {
  return screen.isTTY === true && environment["TERM"] !== "dumb";
}

function hasColour(screen: Screen, environment: Environment): boolean {
  const forced = environment["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return canRedraw(screen, environment) && !environment["NO_COLOR"];
}

/** A locale that names another encoding gets ASCII; one that names none at all is taken for UTF-8. */
function speaksUnicode(environment: Environment): boolean {
  const locale = environment["LC_ALL"] || environment["LC_CTYPE"] || environment["LANG"] || "";
  return !/^(C|POSIX)$|\.(?!utf-?8)/i.test(locale);
}

/** Columns of a list in stdout: the terminal's, and where there is none as many as are still read with ease. */
export function listWidth(screen: Screen, environment: Environment): number {
  return screen.isTTY === true ? pageOf(screen, environment).width : LIST;
}

/** What stdout can show. */
export function page(): Page {
  return pageOf(process.stdout, process.env);
}
