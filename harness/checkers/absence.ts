import type { Observation } from "../verdict/finding.ts";
import type { CheckContext } from "./checker.ts";
import { firstOfEach } from "./first-of-each.ts";

/** Observations that say "it never came". */
export interface Absence {
  /** `user`: on whose connections the missing thing would have shown. */
  hold(user: string, observation: Observation): void;
  /** Reports what an undamaged history proves. To be called once, when the history is over. */
  release(): void;
  /** How many were withheld and why; null: none. Known after `release`. */
  unknown(): string | null;
}

/** Observations that are kept: as many as are reported with all that they say. */
const KEPT = 10_000;

interface Held {
  readonly user: string;
  readonly observation: Observation;
}

/**
 * Keeps evidence of absence until the end: what the history itself lacks often shows only when a
 * connection closes, long after the run that seems to miss something was settled.
 *
 * Memory: 10,000 observations, and beyond them the first of each user, which stands for all of his.
 */
export function holdAbsence(
  context: Pick<CheckContext, "scene" | "report">,
  kept: number = KEPT,
): Absence {
  const { damage } = context.scene;
  const held: Held[] = [];
  const more = firstOfEach<string, Held>();
  let withheld = 0;
  let reason: string | null = null;

  function tell({ user, observation }: Held, count: number): void {
    const lacking = damage.whole ?? damage.users.get(user) ?? null;
    if (lacking === null) {
      for (let told = 0; told < count; told += 1) context.report(observation);
      return;
    }
    withheld += count;
    reason ??= lacking;
  }

  return {
    hold(user, observation) {
      if (held.length < kept) held.push({ user, observation });
      else more.add(user, () => ({ user, observation }));
    },
    release() {
      for (const one of held) tell(one, 1);
      for (const { first, count } of more.all()) tell(first, count);
    },
    unknown() {
      if (reason === null) return null;
      const subject = withheld === 1 ? "1 thing seems" : `${withheld} things seem`;
      return `${subject} to be missing, and the history itself is damaged: ${reason}`;
    },
  };
}
