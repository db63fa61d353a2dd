import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Config } from "../harness/index.ts";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, type Ended, quintet } from "./cli.ts";
import { type Bug, startForeignServer } from "./foreign-server.ts";

export const CLAIMS = { isolation: "claimed", completeness: "claimed", order: "claimed" } as const;
export const CROWD = { users: 4, sentinels: 1, runsPerUser: 3, connectRate: 100 };

interface Gated extends Ended {
  readonly folder: string;
  readonly verdict: Verdict;
}

/** `quintet gate` in a folder that holds nothing but a config. */
export async function gated(
  config: Config & { readonly health?: string },
  { bug, args = [], env = {} }: { bug?: Bug; args?: string[]; env?: Record<string, string> } = {},
): Promise<Gated> {
  const folder = await emptyFolder();
  const server = await startForeignServer({ optional: true, ...(bug && { bug }) });
  onTestFinished(() => server.close());
  const { health, ...rest } = config;
  const target = { url: server.url, ...(health !== undefined && { health }) };
  const whole = { target, crowd: CROWD, patience: "500ms", linger: "200ms", ...rest };
  await writeFile(join(folder, "quintet.config.json"), JSON.stringify(whole));
  const ended = await quintet(["gate", ...args, "--json"], folder, env);
  return { ...ended, folder, verdict: JSON.parse(ended.stdout) as Verdict };
}

/** Which ops of a stored history hold what the server said: those that prove a finding, and others. */
export async function textsIn(
  history: string,
  { findings }: Verdict,
): Promise<{ readonly proving: readonly number[]; readonly others: readonly number[] }> {
  const lines = (await readFile(history, "utf8")).split("\n");
  const telling = lines.filter((line) => line.includes("You ask: "));
  const indexes = telling.map((line) => (JSON.parse(line) as { index: number }).index);
  const named = new Set(findings.flatMap(({ ops }) => ops));
  return {
    proving: indexes.filter((index) => named.has(index)),
    others: indexes.filter((index) => !named.has(index)),
  };
}
