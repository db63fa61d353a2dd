import { createHash } from "node:crypto";
import { contractData } from "../contract/define-contract.ts";
import type { HistoryHeader, TargetDescription } from "../history/header.ts";
import type { Slice } from "../history/slice.ts";
import { outline } from "../plan/make-plan.ts";
import type { Plan } from "../plan/plan.ts";
import type { Settings } from "./settings.ts";
import { environment } from "./environment.ts";
import { version } from "./version.ts";

/** The first line of an execution's history. @param epoch wall-clock time of op time 0, milliseconds */
export function headerOf(
  settings: Settings,
  {
    target,
    plan,
    epoch,
    shard = null,
    unmasked = false,
  }: {
    target: TargetDescription;
    plan: Plan;
    epoch: number;
    shard?: Slice | null;
    unmasked?: boolean;
  },
): HistoryHeader {
  return {
    quintet: 1,
    kind: "history",
    version,
    seed: settings.seed,
    nonce: settings.nonce,
    key: plan.key,
    epoch,
    target,
    plan: outline(plan),
    ...(plan.part && { slice: plan.part.slice }),
    ...(shard && { shard }),
    contract: contractData(settings.contract),
    dialect: settings.dialect.description,
    claims: settings.claims,
    verifies: settings.verifies,
    patience: settings.patience,
    linger: settings.linger,
    ...(settings.checkers.length > 0 && { checkers: settings.checkers.map(({ name }) => name) }),
    ...(Object.keys(settings.thresholds).length > 0 && { thresholds: settings.thresholds }),
    ...(settings.waivers.length > 0 && { waivers: settings.waivers }),
    config: hashSettings(settings),
    ...(settings.history !== "full" && { history: settings.history }),
    ...(unmasked && { unmasked: true as const }),
    environment: environment(),
  };
}

/**
 * SHA-256 of what shapes an execution, hex; seed, nonce, workers and the place of the report do not. Functions count
 * by their text, and code that a contract or a dialect holds (schemas, mappings) only by its names.
 */
export function hashSettings(settings: Settings): string {
  const {
    seed: _seed,
    nonce: _nonce,
    out: _out,
    keep: _keep,
    workers: _workers,
    contract,
    dialect,
    ...rest
  } = settings;
  const hashed = { ...rest, contract: contractData(contract), dialect: dialect.description };
  const text = JSON.stringify(hashed, (_key, value: unknown) =>
    typeof value === "function" ? String(value) : value,
  );
  return createHash("sha256").update(text).digest("hex");
}
