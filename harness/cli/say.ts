import { noCommands } from "../../reports/no-commands.ts";

/** One line on stdout. A server's words may stand in it, made printable before. */
export function say(line: string): void {
  process.stdout.write(noCommands(`${line}\n`, process.env));
}
