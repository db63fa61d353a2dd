import { relative } from "node:path";
import { noCommands } from "../../reports/no-commands.ts";
import { fold } from "./fold.ts";

/** One line on stdout. A server's words may stand in it, made printable before. */
export function say(line: string): void {
  process.stdout.write(noCommands(`${fold(line, process.stdout, process.env)}\n`, process.env));
}

/** The same on stderr: what is no answer. */
export function remark(line: string): void {
  process.stderr.write(noCommands(`${fold(line, process.stderr, process.env)}\n`, process.env));
}

/** A path from here, where that is shorter. */
export function shown(file: string): string {
  const short = relative(process.cwd(), file);
  return short.length < file.length ? short : file;
}
