import { mintCanary } from "../ownership/canary.ts";
import { flat } from "../ownership/flat.ts";
import { mintId } from "../ownership/run-id.ts";
import type { PlannedRun, PlannedUser, RunRecipe } from "./plan.ts";
import { nastyPrompts, plainPrompts } from "./prompts.ts";
import { createRandom } from "./random.ts";

/** Runs that one user can have: their ids have so much room for an ordinal, and the canaries more. */
export const MOST_RUNS = 2 ** 20;

/**
 * Writes the runs of one user, each a function of the recipe, its user and its ordinal, and of nothing that
 * happened: the first of a soak are those of a plan that has a fixed number.
 *
 * @returns the next run at each call, from the first on
 */
export function runWriter(
  recipe: RunRecipe,
  { ordinal: user, persona }: Pick<PlannedUser, "ordinal" | "persona">,
): () => PlannedRun {
  const { seed, key, users, ratePerSecond, prompts, runsPerThread } = recipe;
  const write = prompts === "plain" ? plainPrompts(seed, user) : nastyPrompts(seed, user, persona);
  const cancels = cancelsOf(recipe, user);
  let next = 0;
  return () => {
    const run = next;
    next += 1;
    const canary = mintCanary(key, user, run);
    const cancelAfter = cancels();
    return {
      ordinal: run,
      id: mintId(key, "run", user, run),
      // Named after the first run in it.
      thread: mintId(key, "thread", user, run - (run % runsPerThread)),
      canary,
      prompt: flat(write(canary)),
      // Round after round over all users, evenly.
      at: ratePerSecond === null ? null : dueAt(run * users + user, ratePerSecond),
      ...(cancelAfter !== null && { cancelAfter }),
    };
  };
}

/** When a run of the whole crowd comes due, by its place among them all: milliseconds after the barrier. */
export function dueAt(place: number, ratePerSecond: number): number {
  return (place * 1_000) / ratePerSecond;
}

/** Messages about a run before its user may cancel it: soon, so that there is something left to cancel. */
const CANCEL_AFTER = [1, 2, 3] as const;

/** For one run after the other: after how many messages it is cancelled; null: it is not. */
function cancelsOf({ seed, cancels }: RunRecipe, user: number): () => number | null {
  if (cancels === 0) return () => null;
  const random = createRandom(`cancel ${user} ${seed}`);
  return () => {
    const [chosen, after] = [random.next() < cancels, random.pick(CANCEL_AFTER)];
    return chosen ? after : null;
  };
}
