import type { Rule } from "../../fixtures/reference-server/faults/rule.ts";
import type { Fault } from "../../fixtures/reference-server/faults/fault.ts";
import { makePlan } from "../plan/make-plan.ts";
import { createRandom } from "../plan/random.ts";
import type { Settings } from "../run/settings.ts";

/** Users at whom a fault is aimed that waits for a crowd. */
const WAITING = 4;

/**
 * Where a fault is to fire: at one run of one user, by the seed. Rates are for soaks, so it fires there for sure;
 * where a fault needs a crowd first, at several users, from their first runs on: which of them meet it is open.
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
  const draw = () => places[Math.floor(random.next() * places.length)];
  if (fault.fires?.above === undefined && fault.fires?.afterRuns === undefined) {
    const place = draw();
    return { rate: 1, users: place ? [place.id] : [], from: place?.ordinal ?? 0 };
  }
  const users = Array.from({ length: WAITING }, () => draw()?.id ?? "");
  return { rate: 1, users: [...new Set(users)], from: 0 };
}
