import type { Rule } from "../../fixtures/reference-server/faults/rule.ts";
import type { Fault } from "../../fixtures/reference-server/faults/fault.ts";
import { makePlan } from "../plan/make-plan.ts";
import { createRandom } from "../plan/random.ts";
import type { Settings } from "../run/settings.ts";

/**
 * Where a fault is to fire: at one run of one user, by the seed. Rates are for soaks, so it fires there for sure;
 * where a fault needs a crowd first, from the user's first run on.
 */
export function placeOf(fault: Pick<Fault, "id" | "fires" | "needs">, settings: Settings): Rule {
  const { crowd, seed } = settings;
  const plan = makePlan({
    ...crowd,
    seed,
    nonce: "",
    schedule: "closed",
  });
  const random = createRandom(`${seed} place of ${fault.id}`);
  const cancels = fault.needs.action === "cancel";
  const places = plan.users.flatMap(({ id, runs }) => {
    // A cancel can come too late: then the user's next one counts.
    const eligible = cancels
      ? runs.filter((run) => run.cancelAfter !== undefined).slice(0, 1)
      : runs;
    return eligible.map(({ ordinal }) => ({ id, ordinal }));
  });
  const place = places[Math.floor(random.next() * places.length)];
  const waits = fault.fires?.above !== undefined || fault.fires?.afterRuns !== undefined;
  return { rate: 1, users: place ? [place.id] : [], from: waits ? 0 : (place?.ordinal ?? 0) };
}
