import type { Needs } from "../../fixtures/reference-server/faults/variant.ts";
import { agentRun, type AgentRunOptions } from "../contract/agent-run.ts";
import type { Fault } from "../../fixtures/reference-server/faults/fault.ts";
import type { Contract, Deadlines } from "../contract/contract.ts";
import type { ContractTerms } from "../contract/define-contract.ts";
import { fiveEvents } from "../contract/five-events.ts";
import { json } from "../dialects/json.ts";
import type { Config, CrowdConfig } from "../run/config.ts";
import { DEMANDED, DEMO_DIALECT } from "../run/demo.ts";

/** Under which terms a variant is tried. */
export interface Terms {
  readonly config: Omit<Config, "seed" | "out" | "keep" | "target" | "linger"> & {
    /** Milliseconds. */
    readonly linger: number;
  };
  /** Further variables of the server. */
  readonly env: Readonly<Record<string, string>>;
}

/** Milliseconds: how long what is missing is waited for, and how long sockets are watched at the end. */
const PATIENCE = 2_000;
const LINGER = 600;

/** Where something may come late, so that it still comes within it on a busy machine. */
const LONG_LINGER = 1_500;

/** What a fault may break long after the end of a run. */
const LATE: ReadonlySet<string> = new Set(["duplication", "finality"]);

/** Milliseconds for which a fault keeps silent: above the limits of those who must miss an event in time. */
export const PAUSE = 1_600;

/** What a server under load on a small machine still keeps. */
const WIDE: Deadlines = { accepted: 10_000, first: 10_000, gap: 10_000, total: 30_000 };

/** Half of the pause on either side: neither a slow machine nor a lucky one decides. */
const NARROW: Deadlines = { ...WIDE, first: PAUSE / 2, gap: PAUSE / 2 };

const CROWD = { users: 25, sentinels: 3 } as const;

/** Runs of each user; a draining server takes no further one. */
const RUNS = { none: 2, cancel: 3, drain: 1 } as const;

/** Share of the runs that are cancelled, where some must be. */
const CANCELS = 0.5;

/** Runs of half a second and more. */
const SLOW: Terms["env"] = { QUINTET_DELAY_MS: "100..200" };

/** The terms that a fault needs to show. */
export function faultTerms(fault: Pick<Fault, "needs" | "caughtBy" | "fires">): Terms {
  const { config, env } = configOf(fault);
  // So many runs are open at once only where none of them is over before all have begun.
  return fault.fires?.above === undefined ? { config, env } : { config, env: { ...env, ...SLOW } };
}

function configOf({ needs, caughtBy }: Pick<Fault, "needs" | "caughtBy">): Terms {
  const late = caughtBy.some(({ guarantee }) => LATE.has(guarantee));
  const usual = changed(termsOf(needs), late ? { linger: LONG_LINGER } : {});
  if (caughtBy.some(({ guarantee }) => guarantee !== "deadline")) return usual;
  return changed(usual, {
    contract: contractOf(needs, { deadlines: NARROW }),
    patience: 2 * PAUSE,
  });
}

/** What shows a variant that breaks nothing: the demo's terms, with as many users, runs and tabs as it asks for. */
export function termsOf(needs: Needs): Terms {
  return {
    config: {
      contract: contractOf(needs),
      dialect: json(DEMO_DIALECT),
      crowd: crowdOf(needs),
      patience: PATIENCE,
      linger: needs.action === undefined ? LINGER : LONG_LINGER,
      timeout: 60_000,
      // A draining server turns everybody away, whatever his token.
      ...(needs.action === "drain" && { auth: { verifies: false } }),
    },
    // What is done in the middle of a run needs a run that has one, also where we are late.
    env: needs.action === undefined ? {} : SLOW,
  };
}

/** The same terms with some keys of their config replaced. */
export function changed({ config, env }: Terms, changes: Partial<Terms["config"]>): Terms {
  return { config: { ...config, ...changes }, env };
}

/** What the reference server promises in this mode: everything, always; and what is changed in it. */
export function contractOf(
  { mode }: Pick<Needs, "mode">,
  changes: ContractTerms = {},
  { tools = "2..4" }: Pick<AgentRunOptions, "tools"> = {},
): Contract {
  const terms = { ...DEMANDED, deadlines: WIDE, ...changes };
  return mode === "five-events"
    ? fiveEvents(terms)
    : agentRun({ ...terms, thinking: "1..", tools });
}

function crowdOf(needs: Needs): CrowdConfig {
  const { users = 0, runsPerUser = 0, runsAtOnce = 1, tabs = 1, action } = needs;
  const least = RUNS[action ?? "none"];
  return {
    ...CROWD,
    users: Math.max(CROWD.users, users),
    runsPerUser: Math.max(least, runsPerUser, runsAtOnce),
    runsAtOnce,
    tabs,
    ...(action === "cancel" && { cancels: CANCELS }),
  };
}
