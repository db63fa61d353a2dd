import type { CommanderError } from "commander";

/** Commander's sentence on a value that cannot be: the flag, the value, the variable it came from, and why. */
const INVALID =
  /^error: option '(?:-\w, )?(--[\w-]+)[^']*' (?:argument|value) '(.*?)'(?: from env '(\w+)')? is invalid\. (.*)$/s;

/** What was wrong with a command line, in one sentence: `--linger 5: add a unit, such as 5s or 5ms.` */
export function usage({ code, message }: Pick<CommanderError, "code" | "message">): string {
  if (code === "commander.help") return "No command is named.";
  const [, flag, value = "", variable, why = ""] = INVALID.exec(message) ?? [];
  // A suggestion stands in a line of its own.
  if (flag === undefined) return message.replace(/^error: /, "").replace("\n", " ");
  const shown = /^\s|\s$|^$/.test(value) ? JSON.stringify(value) : value;
  const named = variable === undefined ? `${flag} ${shown}` : `${variable}=${shown}`;
  return `${named}: ${why.charAt(0).toLowerCase()}${why.slice(1)}`;
}
