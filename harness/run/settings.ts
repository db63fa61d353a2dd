import { createHash, randomBytes } from "node:crypto";
import * as v from "valibot";
import { type Duration, milliseconds } from "../contract/duration.ts";
import type { Contract } from "../contract/contract.ts";
import { fiveEvents } from "../contract/five-events.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { json } from "../dialects/json.ts";
import { HarnessError } from "../errors/harness-error.ts";
import { demoClaims, urlClaims } from "../verdict/claims.ts";
import type { Claims } from "../verdict/guarantee.ts";
import { configSchema } from "./config-schema.ts";
import type { AccountsConfig, Config, CrowdConfig, TargetConfig } from "./config.ts";
import { DEMO_DIALECT, demoContract } from "./demo.ts";
import { checkTarget } from "./target-spec.ts";

/** A config with every default filled in: what an execution really runs with. */
export interface Settings {
  readonly target: TargetConfig | DemoTarget;
  readonly accounts: AccountsConfig | null;
  readonly verifies: boolean;
  readonly dialect: Dialect;
  readonly contract: Contract;
  readonly crowd: Required<Omit<CrowdConfig, "connectRate" | "runRate">> & {
    readonly connectRate: number | null;
    readonly runRate: number | null;
  };
  readonly claims: Claims;
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

/** Our own reference server, as the demo starts it. */
export interface DemoTarget {
  readonly demo: "process" | "container";
  /** Further settings of that server, such as QUINTET_DELAY_MS. */
  readonly env?: Readonly<Record<string, string>>;
}

const DEMO_CROWD = { users: 25, sentinels: 3, runsPerUser: 4, prompts: "nasty" } as const;
const URL_CROWD = { users: 5, sentinels: 2, runsPerUser: 2, prompts: "plain" } as const;
/** Connections a second towards a server that somebody else runs. */
const URL_CONNECT_RATE = 5;

/** Every default, every key checked. @throws HarnessError `bad-config` with all problems at once, `no-target`, `bad-url` */
export function resolveSettings(config: Config, demo?: DemoTarget): Settings {
  checkShape(config);
  if (demo) return settle(config, demo);
  if (!config.target) throw new HarnessError("no-target", "No target is named.");
  checkTarget(config.target);
  return settle(config, config.target);
}

function settle(config: Config, target: Settings["target"]): Settings {
  const isDemo = "demo" in target;
  const attached = "url" in target && !("command" in target);
  const defaults = attached ? URL_CROWD : DEMO_CROWD;
  const contract =
    config.contract ??
    (isDemo ? demoContract() : fiveEvents({ echo: "expected", maxErrored: 0.05 }));
  const limits = Object.keys(contract.deadlines).length > 0;
  const crowd = config.crowd ?? {};
  return {
    target,
    accounts: config.accounts ?? null,
    verifies: config.auth?.verifies ?? isDemo,
    dialect: typeof config.dialect === "object" ? config.dialect : json(isDemo ? DEMO_DIALECT : {}),
    contract,
    crowd: {
      users: crowd.users ?? defaults.users,
      sentinels: crowd.sentinels ?? defaults.sentinels,
      runsPerUser: crowd.runsPerUser ?? defaults.runsPerUser,
      tabs: crowd.tabs ?? 1,
      runsAtOnce: crowd.runsAtOnce ?? 1,
      maxOpenRuns: crowd.maxOpenRuns ?? 1_000,
      connectRate: crowd.connectRate ?? (attached ? URL_CONNECT_RATE : null),
      runRate: crowd.runRate ?? null,
      prompts: crowd.prompts ?? defaults.prompts,
    },
    claims: { ...(isDemo ? demoClaims() : urlClaims({ deadlines: limits })), ...config.claims },
    seed: config.seed ?? randomBytes(6).toString("hex"),
    nonce: randomBytes(16).toString("hex"),
    patience: duration(config.patience, attached ? 30_000 : 5_000),
    linger: duration(config.linger, attached ? 2_000 : 1_000),
    timeout: config.timeout === undefined ? null : duration(config.timeout, 0),
    out: config.out ?? "quintet-report",
    keep: config.keep ?? false,
  };
}

function duration(value: Duration | undefined, otherwise: number): number {
  return value === undefined ? otherwise : (milliseconds(value) ?? otherwise);
}

function checkShape(config: Config): void {
  const result = v.safeParse(configSchema, config);
  if (result.success) return;
  const problems = result.issues.map((issue) => {
    // The library's words for a key too many speak of types.
    const words = issue.expected === "never" ? "there is no such key" : issue.message;
    return `  ${v.getDotPath(issue) ?? "config"}: ${words}`;
  });
  throw new HarnessError("bad-config", `The config does not fit:\n${problems.join("\n")}`);
}

/** SHA-256 of everything that shapes an execution but for seed and nonce, hex. Functions count by their text. */
export function hashSettings(settings: Settings): string {
  const { seed: _seed, nonce: _nonce, out: _out, keep: _keep, ...rest } = settings;
  const text = JSON.stringify(rest, (_key, value: unknown) =>
    typeof value === "function" ? String(value) : value,
  );
  return createHash("sha256").update(text).digest("hex");
}
