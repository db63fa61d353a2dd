import type { Plan, PlannedRun, PlannedUser, RunRecipe } from "./plan.ts";
import { MOST_RUNS, runWriter } from "./run-writer.ts";

/**
 * The runs of a user in their order: those that stand in the plan, or, where they are many or nobody knows how many,
 * one after the other as they are asked for, so that nobody holds what may be millions. Each walk begins with the first.
 */
export function runsOf(
  { recipe, soak, runsPerUser }: Pick<Plan, "recipe" | "soak" | "runsPerUser">,
  user: PlannedUser,
  most: number = MOST_RUNS,
): Iterable<PlannedRun> {
  if (recipe === undefined || user.role === "sentinel") return user.runs;
  const count = Math.min(most, runsPerUser ?? most);
  return { [Symbol.iterator]: () => written(recipe, user, count, soak?.duration ?? Infinity) };
}

function* written(
  recipe: RunRecipe,
  user: PlannedUser,
  count: number,
  until: number,
): Generator<PlannedRun, undefined> {
  const write = runWriter(recipe, user);
  for (let next = 0; next < count; next += 1) {
    const run = write();
    if (run.at !== null && run.at >= until) return;
    yield run;
  }
}
