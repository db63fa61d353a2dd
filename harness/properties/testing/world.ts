import { agentRun } from "../../contract/agent-run.ts";
import type { Contract } from "../../contract/contract.ts";
import { contractTypes, type ContractTerms } from "../../contract/define-contract.ts";
import { fiveEvents } from "../../contract/five-events.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import { json } from "../../dialects/json.ts";
import type { HistoryHeader, Provision } from "../../history/header.ts";
import { makePlan } from "../../plan/make-plan.ts";
import type { Plan } from "../../plan/plan.ts";
import { headerOf } from "../../run/header.ts";
import { resolveSettings } from "../../run/settings.ts";
import type { Saying, Script, Terms } from "./script.ts";

/** What an execution of a script starts from: the same parts as a real one. */
export interface World {
  readonly script: Script;
  readonly contract: Contract;
  readonly dialect: Dialect;
  readonly plan: Plan;
  readonly header: HistoryHeader;
  /** User to token. */
  readonly tokens: ReadonlyMap<string, string>;
}

/** Milliseconds. Long against every legal delay and every flight, short for the number of ticks. */
export const PATIENCE = 2_400;
export const LINGER = 300;
/** Limit of every deadline but that of the whole run. */
export const LIMIT = 700;
export const EPOCH = 1_700_000_000_000;
export const BROADCAST = "service_notice";

const SEED = "properties";
const NONCE = "00112233445566778899aabbccddeeff";
const URL = "ws://127.0.0.1:1/ws";

export function worldOf(script: Script): World {
  const contract = contractOf(script);
  const { crowd, speech } = script;
  const dialect = dialectOf(script, contract);
  const settings = {
    ...resolveSettings(
      {
        target: { url: URL },
        contract,
        dialect,
        auth: { verifies: crowd.probes.length > 0 },
        claims: {
          identity: speech.welcome === "promised" ? "claimed" : "watched",
          clock: speech.time === "promised" ? "claimed" : "watched",
        },
        seed: SEED,
        patience: PATIENCE,
        linger: LINGER,
      },
      undefined,
      {},
    ),
    nonce: NONCE,
  };
  const plan = planOf(script);
  const target = { kind: "url", url: URL } as const;
  return {
    script,
    contract,
    dialect,
    plan,
    header: headerOf(settings, { target, plan, epoch: EPOCH }),
    tokens: new Map(plan.users.map(({ id, ordinal }) => [id, `token-${ordinal}-of-nobody-else`])),
  };
}

const plans = new Map<string, Plan>();

/** Equal crowds have equal plans. */
function planOf({ crowd }: Script): Plan {
  const { probes: _probes, rate, ...shape } = crowd;
  const key = JSON.stringify([shape, rate]);
  const schedule = rate === null ? ("closed" as const) : { ratePerSecond: rate };
  const made = { seed: SEED, nonce: NONCE, maxOpenRuns: 1_000, ...shape, schedule };
  const plan = plans.get(key) ?? makePlan(made);
  plans.set(key, plan);
  return plan;
}

function contractOf({ terms, speech }: Script): Contract {
  const common: ContractTerms = {
    fanout: terms.fanout,
    echo: terms.echo,
    memory: terms.memory,
    maxErrored: terms.maxErrored,
    cancelGrace: terms.grace,
    maxClockSkew: speech.time === "silent" ? null : "1m",
    broadcasts: terms.broadcasts ? [BROADCAST] : [],
    deadlines: deadlinesOf(terms),
  };
  const echoes = terms.echoes ? [{ open: "parameters.query", close: "result.query" }] : [];
  return terms.contract === "five-events"
    ? fiveEvents({ ...common, echoes })
    : agentRun({ ...common, echoes });
}

function deadlinesOf({ deadlines }: Terms): NonNullable<ContractTerms["deadlines"]> {
  return deadlines ? { accepted: LIMIT, first: LIMIT, gap: LIMIT, total: 8_000 } : {};
}

function dialectOf({ speech }: Script, contract: Contract): Dialect {
  return json({
    events: contractTypes(contract),
    eventIds: speech.id === "silent" || speech.ids === "numbers" ? "undeclared" : speech.ids,
    provides: {
      welcome: provision(speech.welcome),
      acceptance: provision(speech.acceptance),
      user: provision(speech.user),
      thread: provision(speech.thread),
      eventId: provision(speech.id),
      seq: provision(speech.seq),
      timestamp: provision(speech.time),
    },
  });
}

function provision(saying: Saying): Provision {
  return saying === "promised" ? "always" : "optional";
}
