import { type Account, loadAccounts, mintAccounts } from "../crowd/accounts.ts";
import { type BadCredential, badTokens } from "../crowd/tokens.ts";
import { makePlan } from "../plan/make-plan.ts";
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
  const plan = makePlan({
    seed: settings.seed,
    nonce: settings.nonce,
    users: crowd.users,
    sentinels: crowd.sentinels,
    runsPerUser: crowd.runsPerUser,
    tabs: crowd.tabs,
    runsAtOnce: crowd.runsAtOnce,
    maxOpenRuns: crowd.maxOpenRuns,
    schedule: crowd.runRate === null ? "closed" : { ratePerSecond: crowd.runRate },
    prompts: crowd.prompts,
    runsPerThread: crowd.runsPerThread,
    cancels: crowd.cancels,
    ...(supplied && { accounts: supplied }),
  });
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
    accounts: mintAccounts(plan.users, key, now),
    probes: probesOf(settings, { claims, secret: key, now }),
  };
}

function probesOf(
  settings: Settings,
  source: Parameters<typeof badTokens>[0],
): readonly BadCredential[] {
  return settings.verifies ? badTokens(source) : [];
}
