import { execute, type ExecuteOptions, type Execution } from "../run/execute.ts";
import { loadConfig } from "../run/load-config.ts";
import { exitCode } from "../verdict/exit-code.ts";
import type { Config } from "../run/config.ts";
import { announce } from "./announce.ts";
import { attend } from "./attend.ts";
import { type CrowdFlags, overlay } from "./options.ts";
import { showExecution } from "./output.ts";
import { printConfig } from "./print-config.ts";
import { leaveRefusal } from "./refused.ts";
import { isPartIn, type ShardFlags, shardOf } from "./shard.ts";

/** `quintet run`. */
export async function runCommand(
  named: string | undefined,
  flags: CrowdFlags & ShardFlags,
): Promise<number> {
  const { config, file } = await loadConfig(named, process.cwd());
  const merged = overlay(config, flags);
  return await executeCommand(merged, flags, {
    configFile: file,
    own: config,
    shard: shardOf(flags, merged.seed),
    leaveVerdict: flags.leaveVerdict ?? false,
  });
}

export interface CommandOptions extends Pick<ExecuteOptions, "demo" | "shard" | "own"> {
  readonly configFile: string | null;
  /** Whoever merges tells the verdict: what was judged here is no failure. */
  readonly leaveVerdict?: boolean;
  /** What was true, to be told beside what was found; null: nothing. */
  readonly truth?: (execution: Execution) => Promise<string | null>;
}

/** One execution of a command, with its progress and its report. */
export async function executeCommand(
  config: Config,
  flags: CrowdFlags,
  { leaveVerdict = false, truth, ...options }: CommandOptions,
): Promise<number> {
  if (flags.printConfig) return printConfig(config, options.demo);
  const json = flags.json ?? false;
  using attendance = attend({ quiet: json });
  const { status, signal } = attendance;
  const execution = await execute(config, {
    ...options,
    power: true,
    signal,
    onStart(settings, progress) {
      status.say(announce(settings, progress, options.shard?.slice));
      status.follow(progress);
    },
  });
  status.end();
  const known = (await truth?.(execution)) ?? null;
  showExecution(execution, { json, truth: known });
  if (json && known !== null) status.say(known);
  if (!options.shard) leaveRefusal(execution, config);
  if (leaveVerdict && attendance.by === null && isPartIn(execution.directory)) return 0;
  return exitCode(execution.verdict, attendance.by);
}
