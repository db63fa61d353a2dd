import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type Ended, quintet } from "./cli.ts";
import { filesBelow, type Left, type Planted } from "./planted.ts";

const SECRETS = [1, 2, 3].map((at) => `Acc+${at}/planted-token-of-an-account==`);

/** Tokens of a crowd that hold whatever is escaped somewhere. */
export const accounts: Planted = Object.fromEntries(
  SECRETS.map((token, at) => [`account ${at}`, token]),
);

/** The same as the text of an accounts file. */
export const ACCOUNTS_FILE = SECRETS.map((token, at) =>
  JSON.stringify({ id: `user-${at}`, token }),
).join("\n");

/** As many users as there are accounts. */
export const CROWD = { users: 2, sentinels: 1, runsPerUser: 1, connectRate: 100 };
export const SHORT = { patience: "400ms", linger: "100ms" };

/** What a command has printed. */
export function printed(command: string, { stdout, stderr }: Ended): readonly Left[] {
  return [
    { name: `stdout of ${command}`, text: stdout },
    { name: `stderr of ${command}`, text: stderr },
  ];
}

/** Runs commands one after the other in a folder; what they print, and every file in it that is not ours. */
export async function leftBy(
  folder: string,
  commands: readonly (readonly string[])[],
  { env = {}, ours }: { env?: Readonly<Record<string, string>>; ours: readonly string[] },
): Promise<readonly Left[]> {
  const left: Left[] = [];
  for (const args of commands) {
    left.push(...printed(args.join(" "), await quintet(args, folder, env)));
  }
  for (const file of ours) await rm(join(folder, file), { force: true });
  left.push(...(await filesBelow(folder)));
  return left;
}
