import type { Needs } from "../../fixtures/reference-server/faults/variant.ts";
import { agentRun } from "../contract/agent-run.ts";
import type { Contract, Deadlines } from "../contract/contract.ts";
import { fiveEvents } from "../contract/five-events.ts";
import { json } from "../dialects/json.ts";
import type { Config, CrowdConfig } from "../run/config.ts";
import { DEMO_DIALECT } from "../run/demo.ts";

/** Under which terms a variant is tried: a config, but for seed and output. */
export type Terms = Omit<Config, "seed" | "out" | "keep" | "target">;

/** Milliseconds: how long a fault's silence is waited for, and how long sockets are watched at the end. */
const PATIENCE = 1_500;
export const LINGER = 600;

/** What a server under load on a small machine still keeps. */
const WIDE: Deadlines = { accepted: 2_000, first: 2_000, gap: 2_000, total: 10_000 };

const CROWD = { users: 25, sentinels: 3, runsPerUser: 2 } as const;

/** The terms that a variant needs to show: the demo's, with as many users, runs and tabs as it asks for. */
export function termsOf(needs: Needs, deadlines: Deadlines = WIDE): Terms {
  return {
    contract: contractOf(needs, deadlines),
    dialect: json(DEMO_DIALECT),
    crowd: crowdOf(needs),
    patience: PATIENCE,
    linger: LINGER,
    timeout: 60_000,
  };
}

/** What the reference server promises in this mode: everything, always. */
export function contractOf({ mode }: Pick<Needs, "mode">, deadlines: Deadlines = WIDE): Contract {
  const terms = {
    envelope: ["user", "thread", "id", "seq", "timestamp"],
    echo: "required",
    echoes: [{ open: "parameters.query", close: "result.query" }],
    fanout: "all",
    maxErrored: 0,
    deadlines,
    maxClockSkew: "1m",
  } as const;
  return mode === "five-events"
    ? fiveEvents(terms)
    : agentRun({ ...terms, thinking: "1..", tools: "2..4" });
}

function crowdOf({ users = 0, runsPerUser = 0, runsAtOnce = 1, tabs = 1 }: Needs): CrowdConfig {
  return {
    ...CROWD,
    users: Math.max(CROWD.users, users),
    runsPerUser: Math.max(CROWD.runsPerUser, runsPerUser, runsAtOnce),
    runsAtOnce,
    tabs,
  };
}
