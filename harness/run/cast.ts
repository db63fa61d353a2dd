import { type Account, loadAccounts, mintAccounts } from "../crowd/accounts.ts";
import { type BadCredential, badTokens, TOKEN_LIFE } from "../crowd/tokens.ts";
import { makePlan, planIdentities, type PlanOptions } from "../plan/make-plan.ts";
import type { Plan } from "../plan/plan.ts";
import type { Settings } from "./settings.ts";

/** Who plays: the plan, an account for each of its users, and bad credentials where the target must refuse them. */
export interface Cast {
  readonly plan: Plan;
  readonly accounts: readonly Account[];
  readonly probes: readonly BadCredential[];
}

/**
 * Supplied accounts give the plan its user ids; minted ones take theirs from the plan.
 *
 * @param secret the secret that signs minted tokens; asked only when tokens are minted
 * @throws HarnessError as `loadAccounts`, `makePlan` and `secret` do
 */
export async function castCrowd(
  settings: Settings,
  secret: () => string,
  now: number,
): Promise<Cast> {
  const { crowd } = settings;
  const supplied = settings.accounts === null ? null : await loadAccounts(settings.accounts, crowd);
  const plan = makePlan({ ...planShape(settings), ...(supplied && { accounts: supplied }) });
  if (supplied)
    return {
      plan,
      accounts: supplied,
      probes: probesOf(settings, { token: supplied[0]?.token ?? null }),
    };
  if (settings.dialect.anonymous) {
    return { plan, accounts: plan.users.map(({ id }) => ({ id, token: null })), probes: [] };
  }
  const key = secret();
  const claims = plan.users[0]?.claims ?? {};
  return {
    plan,
    accounts: mintAccounts(plan.users, key, { now, ttl: tokenLife(crowd) }),
    probes: probesOf(settings, { claims, secret: key, now }),
  };
}

/** Who the users are and which bad credentials are presented, without a plan of what they do. */
export async function castIdentities(
  settings: Settings,
  secret: () => string,
  now: number,
): Promise<Omit<Cast, "plan">> {
  const { crowd } = settings;
  if (settings.accounts !== null) {
    const accounts = await loadAccounts(settings.accounts, crowd);
    return { accounts, probes: probesOf(settings, { token: accounts[0]?.token ?? null }) };
  }
  const users = planIdentities(planShape(settings));
  if (settings.dialect.anonymous) {
    return { accounts: users.map(({ id }) => ({ id, token: null })), probes: [] };
  }
  const key = secret();
  const claims = users[0]?.claims ?? {};
  return {
    accounts: mintAccounts(users, key, { now, ttl: tokenLife(crowd) }),
    probes: probesOf(settings, { claims, secret: key, now }),
  };
}

/** A token is to last longer than the runs: a server may close whose is spent. */
function tokenLife({ duration }: Settings["crowd"]): number {
  return TOKEN_LIFE + (duration ?? 0);
}

/** What the settings say of the plan. */
export function planShape({
  seed,
  nonce,
  crowd,
}: Pick<Settings, "seed" | "nonce" | "crowd">): PlanOptions {
  const { users, sentinels, runsPerUser, duration, tabs, runsAtOnce, maxOpenRuns, prompts } = crowd;
  return {
    seed,
    nonce,
    users,
    sentinels,
    runsPerUser,
    duration,
    tabs,
    runsAtOnce,
    maxOpenRuns,
    schedule: crowd.runRate === null ? "closed" : { ratePerSecond: crowd.runRate },
    prompts,
    runsPerThread: crowd.runsPerThread,
    cancels: crowd.cancels,
  };
}

function probesOf(
  settings: Settings,
  source: Parameters<typeof badTokens>[0],
): readonly BadCredential[] {
  return settings.verifies ? badTokens(source) : [];
}
