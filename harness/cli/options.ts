import { type Command, Option } from "commander";
import { HarnessError } from "../errors/harness-error.ts";
import type { HistoryMode } from "../history/mode.ts";
import { BOUNDS } from "../run/bounds.ts";
import type { Config, UrlTarget } from "../run/config.ts";
import { atAddress, attachedIn } from "../run/at-address.ts";
import { ATTACHED, STARTED } from "../run/defaults.ts";
import { defined } from "../run/defined.ts";
import { layCrowd } from "../run/lay-crowd.ts";
import { ACCOUNTS } from "../run/settings.ts";
import { durationText, notEmpty, rate, wholeNumber } from "./values.ts";

/** Flags shared by every command that drives a crowd. Absent means: the config's value, or the default. */
export interface CrowdFlags {
  readonly url?: string;
  readonly proxy?: string;
  readonly ca?: string;
  readonly users?: number;
  readonly runsPerUser?: number;
  readonly runs?: number;
  readonly duration?: string;
  readonly sentinels?: number;
  readonly tabs?: number;
  readonly runsAtOnce?: number;
  readonly maxOpenRuns?: number;
  readonly connectRate?: number;
  readonly workers?: number;
  readonly history?: HistoryMode;
  readonly seed?: string;
  readonly dialect?: "json";
  readonly accounts?: string;
  readonly linger?: string;
  readonly patience?: string;
  readonly timeout?: string;
  readonly out?: string;
  readonly keep?: boolean;
  readonly json?: boolean;
  readonly printConfig?: boolean;
}

/** Variable that stands for a flag, such as QUINTET_RUNS_PER_USER. */
function variable(flag: string): string {
  return `QUINTET_${flag.slice(2).toUpperCase().replaceAll("-", "_")}`;
}

/** An empty variable is none: a CI job sets one where the secret that it names is not there. */
export function fromEnvironment(made: Option, name: string): Option {
  return process.env[name] === "" ? made : made.env(name);
}

/** An option that an environment variable can set too; a flag wins. */
export function option(flags: string, about: string, parse?: (text: string) => unknown): Option {
  const made = new Option(flags, about);
  fromEnvironment(made, variable(flags.split(" ")[0] ?? ""));
  return parse ? made.argParser(parse) : made;
}

/** Adds the options that say how a server of somebody else is reached. */
export function withRouteOptions(command: Command): Command {
  return command
    .addOption(
      option("--proxy <url>", "reach it through this proxy (default: HTTPS_PROXY, NO_PROXY)"),
    )
    .addOption(option("--ca <file>", "PEM file with authorities to trust beside the usual ones"));
}

/** Whose server a command is for: one that Quintet starts, or any. */
type Server = "started" | "any";

/** What holds where a flag and a config say nothing. */
export function defaultOf(key: "users" | "sentinels" | "runsPerUser", server: Server): string {
  const [own, theirs] = [STARTED.crowd[key], ATTACHED.crowd[key]];
  return server === "started"
    ? `(default ${own})`
    : `(default ${theirs}; ${own} on a server that Quintet starts)`;
}

/** Adds the options that shape the crowd and where its report goes. */
export function withCrowdOptions(command: Command, server: Server): Command {
  const options = [
    option(
      "--users <n>",
      `simulated users that start runs ${defaultOf("users", server)}`,
      wholeNumber(...BOUNDS.users),
    ),
    option(
      "--runs-per-user <n>",
      `agent runs each of them starts ${defaultOf("runsPerUser", server)}`,
      wholeNumber(...BOUNDS.runsPerUser),
    ),
    new Option("--runs <n>", "the same as --runs-per-user").argParser(
      wholeNumber(...BOUNDS.runsPerUser),
    ),
    option(
      "--duration <duration>",
      "instead of a number of runs: keep starting them for so long, such as 10m",
      durationText,
    ),
    option(
      "--sentinels <n>",
      `users that start nothing and must receive nothing ${defaultOf("sentinels", server)}`,
      wholeNumber(...BOUNDS.sentinels),
    ),
    option("--tabs <n>", "connections each user holds", wholeNumber(...BOUNDS.tabs)),
    option(
      "--runs-at-once <n>",
      "runs one user has open at once",
      wholeNumber(...BOUNDS.runsAtOnce),
    ),
    option(
      "--max-open-runs <n>",
      "runs open at once over all users (default 1,000)",
      wholeNumber(...BOUNDS.maxOpenRuns),
    ),
    option("--connect-rate <n>", "connections opened a second", rate),
    option(
      "--workers <n>",
      "processes that share the crowd (default 1)",
      wholeNumber(...BOUNDS.workers),
    ),
    option("--history <what>", "what is kept of the ops: full (default), findings or off").choices([
      "full",
      "findings",
      "off",
    ]),
    option("--seed <text>", "repeat an earlier plan (default: random, and printed)", notEmpty),
    option("--linger <duration>", "watch on after the last event, such as 2s", durationText),
    option(
      "--patience <duration>",
      "wait this long before calling loss, such as 30s",
      durationText,
    ),
    option("--timeout <duration>", "bound on the whole execution, such as 5m", durationText),
    option("--out <dir>", "output folder (default quintet-report)", notEmpty),
    new Option("--keep", "write into a new folder <time>-<seed> beneath it"),
    new Option("--json", "print the verdict to stdout, and nothing else"),
    new Option("--print-config", "print what would be run with, secrets hidden, and run nothing"),
  ];
  for (const one of options) command.addOption(one);
  return command;
}

/**
 * The config with the flags laid over it.
 *
 * @throws HarnessError `bad-usage` when flags exclude each other
 */
export function overlay(config: Config, flags: CrowdFlags): Config {
  const runsPerUser = flags.runs ?? flags.runsPerUser;
  if (runsPerUser !== undefined && flags.duration !== undefined) {
    throw new HarnessError("bad-usage", "--runs-per-user and --duration exclude each other.", {
      hint: "Say how many runs each user starts, or for how long they keep starting them.",
    });
  }
  const crowd = layCrowd(
    config.crowd ?? {},
    defined({
      users: flags.users,
      runsPerUser,
      duration: flags.duration,
      sentinels: flags.sentinels,
      tabs: flags.tabs,
      runsAtOnce: flags.runsAtOnce,
      maxOpenRuns: flags.maxOpenRuns,
      connectRate: flags.connectRate,
    }),
  );
  return {
    ...config,
    crowd,
    ...defined({
      seed: flags.seed,
      workers: flags.workers,
      history: flags.history,
      dialect: flags.dialect,
      linger: flags.linger,
      patience: flags.patience,
      timeout: flags.timeout,
      out: flags.out,
      keep: flags.keep,
      accounts: accountsOf(config, flags),
      target: targetOf(config, flags),
    }),
  };
}

/** The flag, then the variable, then the config: a CI job has its accounts in a secret, and not in the file. */
function accountsOf({ accounts }: Config, flags: CrowdFlags): Config["accounts"] {
  if (flags.accounts !== undefined) return { file: flags.accounts };
  return accounts !== undefined && process.env[ACCOUNTS] ? { env: ACCOUNTS } : undefined;
}

/** @throws HarnessError `bad-usage` where a proxy is named, and no address */
function targetOf({ target }: Config, { url, proxy, ca }: CrowdFlags): UrlTarget | undefined {
  const address = url ?? attachedIn(target)?.url;
  if (address !== undefined && [url, proxy, ca].some((flag) => flag !== undefined)) {
    return { ...atAddress(target, address), ...defined({ proxy, ca }) };
  }
  if (target && (proxy !== undefined || ca !== undefined)) {
    throw new HarnessError(
      "bad-usage",
      "--proxy and --ca are for a target that is named by its address.",
      {
        hint: "What Quintet starts itself is reached straight.",
      },
    );
  }
  return undefined;
}
