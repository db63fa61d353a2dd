import type { Rule } from "../../fixtures/reference-server/faults/rule.ts";
import type { Fault } from "../../fixtures/reference-server/faults/fault.ts";
import { makePlan } from "../plan/make-plan.ts";
import { createRandom } from "../plan/random.ts";
import type { Settings } from "../run/settings.ts";

/**
 * Where a fault is to fire: at one run of one user, by the seed. Rates are for soaks, so it fires there for sure;
 * where a fault needs a crowd first, from the user's first run on.
 */
export function placeOf(fault: Pick<Fault, "id" | "fires">, settings: Settings): Rule {
  const { crowd, seed } = settings;
  const plan = makePlan({
    ...crowd,
    seed,
    nonce: "",
    schedule: "closed",
  });
  const random = createRandom(`${seed} place of ${fault.id}`);
  const active = plan.users.filter(({ role }) => role === "user");
  const user = active[Math.floor(random.next() * active.length)];
  const waits = fault.fires?.above !== undefined || fault.fires?.afterRuns !== undefined;
  const from = Math.floor(random.next() * crowd.runsPerUser);
  return { rate: 1, users: user ? [user.id] : [], from: waits ? 0 : from };
}
