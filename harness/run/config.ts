import type { CheckerFactory } from "../checkers/checker.ts";
import type { AgentRunOptions } from "../contract/agent-run.ts";
import type { Contract } from "../contract/contract.ts";
import type { FiveEventsOptions } from "../contract/five-events.ts";
import type { Duration } from "../contract/duration.ts";
import type { AccountsSource } from "../crowd/accounts.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { JsonOptions } from "../dialects/json.ts";
import type { HistoryMode } from "../history/mode.ts";
import type { Claim, GuaranteeName } from "../verdict/guarantee.ts";
import type { VersionCheck } from "./version-check.ts";
import type { LatencyMetric, LatencySummary } from "../verdict/verdict.ts";
import type { Waiver } from "../verdict/waiver.ts";

/**
 * What a user writes in `quintet.config.ts`, or hands to `run()`. Everything has a default but the target.
 * Durations are milliseconds, or texts such as `"5s"`.
 */
export interface Config {
  readonly target?: TargetConfig;
  readonly accounts?: AccountsConfig;
  readonly auth?: AuthConfig;
  /** `json({ … })`, or the same as data: `{ json: { … } }`. */
  readonly dialect?: Dialect | "json" | { readonly json: JsonOptions };
  /** `fiveEvents({ … })`, `agentRun({ … })`, one of your own, or the first two as data. */
  readonly contract?:
    | Contract
    | { readonly fiveEvents: FiveEventsOptions }
    | { readonly agentRun: AgentRunOptions };
  readonly crowd?: CrowdConfig;
  /** Processes that share the crowd; 1 by default. */
  readonly workers?: number;
  /** Checkers of your own, beside ours: see `CheckerFactory`. Each must be a named function. */
  readonly checkers?: readonly CheckerFactory[];
  /** Overrides of the default claims, by guarantee. */
  readonly claims?: Readonly<Partial<Record<GuaranteeName, Claim>>>;
  /** Which build must be running there; another one is not judged. */
  readonly version?: VersionCheck;
  /** Limits on the whole: `{ first: { p95: "500ms" }, total: { p99: "5s" } }`. */
  readonly thresholds?: ThresholdsConfig;
  /** Known faults that may pass for a while. Never a leak or a wrong identity. */
  readonly waivers?: readonly Waiver[];
  /** What is kept of the ops: `full` (by default) can be judged again, `findings` and `off` are for soaks. */
  readonly history?: HistoryMode;
  /** Any text; random by default, and always printed. */
  readonly seed?: string;
  /** How long to wait for what is missing before it counts as lost; 5 s by default, 30 s for a url target. */
  readonly patience?: Duration;
  /** How long every socket is watched after the last terminal event; 1 s by default, 2 s for a url target. */
  readonly linger?: Duration;
  /** Bound on the whole execution; none by default. */
  readonly timeout?: Duration;
  /** Output folder: its fixed file names are replaced each time; `quintet-report` by default. */
  readonly out?: string;
  /** Write into a new folder `<time>-<seed>` beneath `out`. */
  readonly keep?: boolean;
}

export type TargetConfig = UrlTarget | CommandTarget | ContainerTarget | ComposeTarget;

/** A server that somebody else runs: nothing is started. */
export interface UrlTarget {
  readonly url: string;
  /** Polled until it answers 2xx, before the first connection. */
  readonly health?: string;
  /** Bound on that; 30 s by default. */
  readonly timeout?: Duration;
  /** Proxy for all that is asked of it, such as `http://proxy:3128`; without it HTTPS_PROXY and its like. */
  readonly proxy?: string;
  /** PEM file with authorities to trust beside the usual ones. */
  readonly ca?: string;
}

/** A program that Quintet starts and ends. `{port}` in `url` is a free port, handed over as PORT. */
export interface CommandTarget {
  readonly command: string | readonly string[];
  readonly url: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly ready?: ReadyConfig;
  /** A server that listens at `url` already is used, and left running; needs a `url` without `{port}`. */
  readonly reuse?: boolean;
}

/** An image, or a Dockerfile to build one from. */
export interface ContainerTarget {
  readonly image?: string;
  readonly dockerfile?: string;
  readonly context?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Port inside the container. */
  readonly port: number;
  /** Path of the WebSocket endpoint. */
  readonly path?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly ready?: ReadyConfig;
}

/** Several services of a compose file; one of them is judged. */
export interface ComposeTarget {
  /** The file, or several that are laid over each other. */
  readonly compose: string | readonly string[];
  /** The service to connect to. */
  readonly service: string;
  /** Port inside its container; it need not be published. */
  readonly port: number;
  /** Path of the WebSocket endpoint. */
  readonly path?: string;
  /** For that service's container, and for `${…}` in the file. */
  readonly env?: Readonly<Record<string, string>>;
  readonly profiles?: readonly string[];
  /** A log line counts when that service writes it. */
  readonly ready?: ReadyConfig;
}

/** How to know that a started target is ready: a log line (regular expression) or an HTTP address or path. */
export interface ReadyConfig {
  readonly log?: string;
  readonly http?: string;
  readonly timeout?: Duration;
}

/** Where identities come from, when they are not minted from a secret. */
export type AccountsConfig = AccountsSource;

export interface AuthConfig {
  /** The target verifies tokens: bad ones are presented too, and must be refused; by default only the demo's does. */
  readonly verifies?: boolean;
}

/** By what is measured, then by percentile. */
export type ThresholdsConfig = Readonly<
  Partial<Record<LatencyMetric, Readonly<Partial<Record<keyof LatencySummary, Duration>>>>>
>;

/** The crowd. A url target is a server that somebody else runs; any other is started by Quintet. */
export interface CrowdConfig {
  /** Users that start runs; 25 by default, 5 for a url target. */
  readonly users?: number;
  /** Users that start nothing and must receive nothing; 3 by default, 2 for a url target. */
  readonly sentinels?: number;
  /** Runs each user starts; 4 by default, 2 for a url target. Not beside `duration`. */
  readonly runsPerUser?: number;
  /** A soak: users keep starting runs until this time is over, and those then open are taken to their end. */
  readonly duration?: Duration;
  /** Connections a user; 1 by default. */
  readonly tabs?: number;
  /** Runs that one user has open at once; 1 by default. */
  readonly runsAtOnce?: number;
  /** Runs open at once over all users; 1,000 by default. */
  readonly maxOpenRuns?: number;
  /** Connections opened a second; 5 by default for a url target, else as fast as they go. */
  readonly connectRate?: number;
  /** Runs started a second over all users, by the clock; without it, a user's next run waits for the one before. */
  readonly runRate?: number;
  /** `nasty`: emoji, right-to-left, quotes, control characters, 4 KB. `plain`, the default for a url target: short ASCII. */
  readonly prompts?: "nasty" | "plain";
  /** Runs of a user in one thread, one after the other; 1 by default, so each run has a fresh one. */
  readonly runsPerThread?: number;
  /** Share of the runs that their users cancel soon after they began, 0 to 1; 0 by default. */
  readonly cancels?: number;
  /** Offer `permessage-deflate` to the server; false by default. */
  readonly compression?: boolean;
}

/** Types a config; returns it as it is. */
export function defineConfig(config: Config): Config {
  return config;
}
