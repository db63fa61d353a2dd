import { appendFile } from "node:fs/promises";
import { annotations } from "../../reports/annotations.ts";
import { markdown } from "../../reports/markdown.ts";
import { HarnessError } from "../errors/harness-error.ts";
import type { Config } from "../run/config.ts";
import type { Execution } from "../run/execute.ts";
import { gate } from "../run/gate.ts";
import { loadConfig } from "../run/load-config.ts";
import { exitCode } from "../verdict/exit-code.ts";
import { announce } from "./announce.ts";
import { attend } from "./attend.ts";
import { type CrowdFlags, overlay } from "./options.ts";
import { showExecution } from "./output.ts";
import { printConfig } from "./print-config.ts";
import { leaveRefusal } from "./refused.ts";

export interface GateFlags extends CrowdFlags {
  readonly wait?: string;
  readonly expectVersion?: string;
  readonly confirm?: number;
  readonly baseline?: string;
}

/** `quintet gate`. @throws HarnessError `bad-usage`, `file-missing`, `bad-config` */
export async function gateCommand(named: string | undefined, flags: GateFlags): Promise<number> {
  const loaded = await loadConfig(named, process.cwd());
  const config = gated(overlay(loaded.config, flags), flags);
  if (flags.printConfig) return printConfig(config);
  const json = flags.json ?? false;
  using attendance = attend({ quiet: json });
  const { status, signal } = attendance;
  const execution = await gate(config, {
    signal,
    configFile: loaded.file,
    own: loaded.config,
    confirm: flags.confirm ?? 0,
    baseline: flags.baseline ?? null,
    onStart(settings, progress) {
      status.say(announce(settings, progress));
      status.follow(progress);
    },
    onConfirm(number, of, progress) {
      status.say(`failed: trying again, ${number} of ${of}`);
      status.follow(progress);
    },
  });
  status.end();
  showExecution(execution, { json });
  leaveRefusal(execution, config);
  await tellForge(execution, { json });
  return exitCode(execution.verdict, attendance.by);
}

/** The config with the flags that only a gate has. */
function gated(config: Config, { wait, expectVersion }: GateFlags): Config {
  const { target, version } = config;
  if (wait !== undefined && !(target && "health" in target && target.health !== undefined)) {
    throw new HarnessError("bad-usage", "--wait needs an address to wait for.", {
      hint: 'Name it in the config: `target: { url, health: "https://staging.example.com/health" }`.',
    });
  }
  if (expectVersion !== undefined && !version) {
    throw new HarnessError("bad-usage", "--expect-version needs to know who tells the version.", {
      hint: 'Name it in the config: `version: { url: "https://staging.example.com/version", field: "commit", expect: "" }`.',
    });
  }
  return {
    ...config,
    ...(wait !== undefined && target && { target: { ...target, timeout: wait } }),
    ...(expectVersion !== undefined &&
      version && { version: { ...version, expect: expectVersion } }),
  };
}

/** Annotations and job summary, where a forge says that it wants them. */
async function tellForge(
  { verdict, evidence }: Execution,
  { json }: { readonly json: boolean },
): Promise<void> {
  if (process.env["GITHUB_ACTIONS"] !== "true") return;
  const lines = annotations(verdict);
  const stream = json ? process.stderr : process.stdout;
  if (lines.length > 0) stream.write(`${lines.join("\n")}\n`);
  const summary = process.env["GITHUB_STEP_SUMMARY"];
  // A summary that cannot be written changes no verdict.
  if (summary) await appendFile(summary, markdown(verdict, evidence)).catch(() => undefined);
}
