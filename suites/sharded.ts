import { mkdir } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { type Execution, execute } from "../harness/run/execute.ts";
import type { HistoryMode } from "../harness/history/mode.ts";
import { openTarget, type OpenTarget } from "../harness/run/open-target.ts";
import type { DemoTarget } from "../harness/run/settings.ts";

export const SHARDS: readonly number[] = [0, 1, 2, 3];

/** Runs that last, so that those of machines which begin at one moment overlap. */
export const PLAIN: DemoTarget = { demo: "process", env: { QUINTET_DELAY_MS: "300" } };

/** A server of nobody's: whoever asks for it stops it. */
export async function server(demo: DemoTarget): Promise<OpenTarget> {
  return await openTarget(demo, {
    logFile: null,
    signal: new AbortController().signal,
    execution: randomBytes(16).toString("hex"),
    environment: {},
  });
}

export interface Sharded {
  /** Output folder of each shard. */
  readonly folders: readonly string[];
  readonly executions: readonly Execution[];
}

/** Milliseconds in which four processes come up and connect, also on a busy machine. */
const AHEAD = 6_000;

/** Four machines, each with its part of twelve users and four sentinels, that begin at one moment. */
export async function sharded(
  demo: DemoTarget,
  seed: string,
  folder: string,
  history: HistoryMode = "full",
): Promise<Sharded> {
  const startAt = Date.now() + AHEAD;
  return await each(
    { demo, seed, folder, history },
    async (one) => await Promise.all(SHARDS.map((at) => one(at, startAt))),
  );
}

/** The same machines, one after another, so that their users never meet. */
export async function oneByOne(demo: DemoTarget, seed: string, folder: string): Promise<Sharded> {
  return await each({ demo, seed, folder, history: "full" }, async (one) => {
    const executions: Execution[] = [];
    for (const index of SHARDS) executions.push(await one(index, null));
    return executions;
  });
}

type RunShard = (index: number, startAt: number | null) => Promise<Execution>;

interface Given {
  readonly demo: DemoTarget;
  readonly seed: string;
  readonly folder: string;
  readonly history: HistoryMode;
}

/** All use one server, as machines do. */
async function each(
  { demo, seed, folder, history }: Given,
  all: (one: RunShard) => Promise<readonly Execution[]>,
): Promise<Sharded> {
  await using target = await server(demo);
  const folders = SHARDS.map((index) => join(folder, `shard-${index}`));
  const executions = await all(async (index, startAt) => {
    const out = folders[index] ?? "";
    await mkdir(out);
    const crowd = { users: 12, sentinels: 4, runsPerUser: 2 };
    const slice = { index, count: SHARDS.length };
    const linger = startAt === null ? "100ms" : "6s";
    return await execute(
      { out, seed, history, crowd, patience: "2s", linger },
      { demo, target, shard: { slice, nonce: `${seed} ${folder}`, startAt } },
    );
  });
  return { folders, executions };
}
