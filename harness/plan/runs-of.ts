import type { Plan, PlannedRun, PlannedUser } from "./plan.ts";
import { MOST_RUNS, runWriter } from "./run-writer.ts";

/**
 * The runs of a user in their order: those that stand in the plan, or, in a soak, one after the other as they are
 * asked for, so that nobody holds what may be millions. Each walk begins with the first.
 */
export function runsOf(
  { soak }: Pick<Plan, "soak">,
  user: PlannedUser,
  most: number = MOST_RUNS,
): Iterable<PlannedRun> {
  if (soak === undefined || user.role === "sentinel") return user.runs;
  return { [Symbol.iterator]: () => written(soak, user, most) };
}

function* written(
  { recipe, duration }: NonNullable<Plan["soak"]>,
  user: PlannedUser,
  most: number,
): Generator<PlannedRun, undefined> {
  const write = runWriter(recipe, user);
  for (let count = 0; count < most; count += 1) {
    const run = write();
    if (run.at !== null && run.at >= duration) return;
    yield run;
  }
}
