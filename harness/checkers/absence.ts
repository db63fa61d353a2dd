import type { Observation } from "../verdict/finding.ts";
import type { CheckContext } from "./checker.ts";

/** Observations that say "it never came". */
export interface Absence {
  /** `user`: on whose connections the missing thing would have shown. */
  hold(user: string, observation: Observation): void;
  /** Reports what an undamaged history proves. To be called once, when the history is over. */
  release(): void;
  /** How many were withheld and why; null: none. Known after `release`. */
  unknown(): string | null;
}

/**
 * Keeps evidence of absence until the end: what the history itself lacks often shows only when a
 * connection closes, long after the run that seems to miss something was settled.
 */
export function holdAbsence(context: Pick<CheckContext, "scene" | "report">): Absence {
  const { damage } = context.scene;
  const held: { readonly user: string; readonly observation: Observation }[] = [];
  let withheld = 0;
  let reason: string | null = null;
  return {
    hold(user, observation) {
      held.push({ user, observation });
    },
    release() {
      for (const { user, observation } of held.splice(0)) {
        const lacking = damage.whole ?? damage.users.get(user) ?? null;
        if (lacking === null) context.report(observation);
        else {
          withheld += 1;
          reason ??= lacking;
        }
      }
    },
    unknown() {
      if (reason === null) return null;
      const subject = withheld === 1 ? "1 thing seems" : `${withheld} things seem`;
      return `${subject} to be missing, and the history itself is damaged: ${reason}`;
    },
  };
}
