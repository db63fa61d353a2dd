import { randomBytes } from "node:crypto";
import type { CheckerFactory } from "../checkers/checker.ts";
import { type Duration, milliseconds } from "../contract/duration.ts";
import type { Contract } from "../contract/contract.ts";
import { fiveEvents } from "../contract/five-events.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { json } from "../dialects/json.ts";
import { HarnessError } from "../errors/harness-error.ts";
import type { HistoryMode } from "../history/mode.ts";
import { demoClaims, urlClaims } from "../verdict/claims.ts";
import type { Claims } from "../verdict/guarantee.ts";
import type { Thresholds } from "../verdict/thresholds.ts";
import type { Waiver } from "../verdict/waiver.ts";
import { checkConfig } from "./check-config.ts";
import type {
  AccountsConfig,
  Config,
  CrowdConfig,
  TargetConfig,
  ThresholdsConfig,
  UrlTarget,
} from "./config.ts";
import { ATTACHED, OUT, STARTED } from "./defaults.ts";
import { defined } from "./defined.ts";
import { DEMO_DIALECT, demoContract } from "./demo.ts";
import { contractOf, dialectOf } from "./from-data.ts";
import { checkTarget } from "./target-spec.ts";
import type { VersionCheck } from "./version-check.ts";

/** A config with every default filled in: what an execution really runs with. */
export interface Settings {
  readonly target: TargetConfig | DemoTarget;
  readonly accounts: AccountsConfig | null;
  readonly verifies: boolean;
  readonly dialect: Dialect;
  readonly contract: Contract;
  readonly crowd: Required<Omit<CrowdConfig, CanBeNone>> & Record<CanBeNone, number | null>;
  /** Processes that share the crowd. */
  readonly workers: number;
  /** The config's own, beside ours. */
  readonly checkers: readonly CheckerFactory[];
  readonly claims: Claims;
  readonly version: VersionCheck | null;
  readonly thresholds: Thresholds;
  readonly waivers: readonly Waiver[];
  readonly history: HistoryMode;
  readonly seed: string;
  /** 128 random bits, hex: fresh for every execution. */
  readonly nonce: string;
  /** Milliseconds. */
  readonly patience: number;
  readonly linger: number;
  readonly timeout: number | null;
  readonly out: string;
  readonly keep: boolean;
}

/** `runsPerUser` or `duration` is null: one of them says when enough runs were started. */
type CanBeNone = "connectRate" | "runRate" | "runsPerUser" | "duration";

/** Our own reference server, as the demo starts it. */
export interface DemoTarget {
  readonly demo: "process" | "container";
  /** Further settings of that server, such as QUINTET_DELAY_MS. */
  readonly env?: Readonly<Record<string, string>>;
  /** Name of the fault that these settings switch on. */
  readonly fault?: string;
}

/** Variable that may hold accounts, one JSON object a line, for a server that somebody else runs. */
export const ACCOUNTS = "QUINTET_ACCOUNTS";

/**
 * Every default filled in, every key checked.
 *
 * @throws HarnessError `bad-config` with all problems at once, `no-target`, `bad-url`
 */
export function resolveSettings(
  config: Config,
  demo?: DemoTarget,
  environment: NodeJS.ProcessEnv = process.env,
): Settings {
  checkConfig(config);
  if (demo) return settle(config, demo, null);
  if (!config.target) throw new HarnessError("no-target", "No target is named.");
  checkTarget(config.target, dialectOf(config)?.transport);
  const supplied = isAttached(config.target) && environment[ACCOUNTS] ? { env: ACCOUNTS } : null;
  return settle(config, config.target, supplied);
}

/** Whether somebody else runs it: Quintet starts nothing. */
export function isAttached(target: Settings["target"]): target is UrlTarget {
  return "url" in target && !("command" in target);
}

function settle(
  config: Config,
  target: Settings["target"],
  accounts: AccountsConfig | null,
): Settings {
  const isDemo = "demo" in target;
  const defaults = isAttached(target) ? ATTACHED : STARTED;
  const contract =
    contractOf(config) ??
    (isDemo ? demoContract() : fiveEvents({ echo: "expected", maxErrored: 0.05 }));
  const spans = Object.keys(contract.spans).length > 0;
  const thresholds = thresholdsOf(config.thresholds ?? {});
  const dialect = dialectOf(config) ?? json(isDemo ? DEMO_DIALECT : {});
  if (
    (dialect.description.runIds ?? "client") !== "client" &&
    (config.crowd?.runsPerThread ?? 1) > 1
  ) {
    throw new HarnessError(
      "bad-config",
      "crowd.runsPerThread: where the server names the runs, a thread tells which of ours it means, so it can hold only one.",
    );
  }
  const { runsAtOnce = 1, runRate = null } = config.crowd ?? {};
  if (dialect.description.runNames === "first" && (runsAtOnce > 1 || runRate !== null)) {
    throw new HarnessError(
      "bad-config",
      `crowd.${runsAtOnce > 1 ? "runsAtOnce" : "runRate"}: where only the first event of a run names it, nobody can tell apart two runs that are open at once on one connection.`,
    );
  }
  const soak = soakOf(config);
  const limits = [contract.deadlines, thresholds].some((some) => Object.keys(some).length > 0);
  const crowd = {
    ...defaults.crowd,
    tabs: 1,
    runsAtOnce: 1,
    connectRate: defaults.connectRate,
    runRate: null,
    runsPerThread: 1,
    cancels: 0,
    compression: false,
    ...defined(config.crowd ?? {}),
    duration: soak,
    ...(soak !== null && { runsPerUser: null }),
  };
  return {
    target,
    accounts: config.accounts ?? accounts,
    verifies: config.auth?.verifies ?? isDemo,
    dialect,
    contract,
    crowd,
    // One without a user would cost a process and do nothing.
    workers: Math.min(config.workers ?? 1, crowd.users + crowd.sentinels),
    checkers: config.checkers ?? [],
    claims: isDemo
      ? demoClaims(config.claims)
      : urlClaims({ deadlines: limits, spans }, config.claims),
    version: config.version ?? null,
    thresholds,
    waivers: config.waivers ?? [],
    history: config.history ?? "full",
    seed: config.seed ?? randomBytes(6).toString("hex"),
    nonce: randomBytes(16).toString("hex"),
    patience: duration(config.patience, defaults.patience),
    linger: duration(config.linger, defaults.linger),
    timeout: config.timeout === undefined ? null : duration(config.timeout, 0),
    out: config.out ?? OUT,
    keep: config.keep ?? false,
  };
}

/**
 * Milliseconds for which runs are started; null: their number is fixed.
 *
 * @throws HarnessError `bad-config` when it cannot be kept
 */
function soakOf({ crowd, timeout }: Config): number | null {
  if (crowd?.duration === undefined) return null;
  const soak = duration(crowd.duration, 0);
  if (soak === 0) throw new HarnessError("bad-config", "crowd.duration: expected more than 0.");
  if (timeout !== undefined && duration(timeout, 0) <= soak) {
    throw new HarnessError(
      "bad-config",
      "timeout: it would end the execution before crowd.duration is over.",
      {
        hint: "Let the timeout be longer by the patience and the linger at least, or leave it out.",
      },
    );
  }
  return soak;
}

function inMilliseconds(percentiles: Readonly<Record<string, Duration>>): object {
  return Object.fromEntries(
    Object.entries(percentiles).map(([name, value]) => [name, duration(value, 0)]),
  );
}

/** In milliseconds. */
function thresholdsOf(given: ThresholdsConfig): Thresholds {
  return Object.fromEntries(
    Object.entries(given).map(([metric, percentiles]) => [metric, inMilliseconds(percentiles)]),
  );
}

function duration(value: Duration | undefined, otherwise: number): number {
  return value === undefined ? otherwise : (milliseconds(value) ?? otherwise);
}
