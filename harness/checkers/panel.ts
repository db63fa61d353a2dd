import type { Op } from "../history/op.ts";
import type { Observation } from "../verdict/finding.ts";
import type { GuaranteeName } from "../verdict/guarantee.ts";
import type { Judgement, Tally } from "../verdict/judgement.ts";
import type { CheckContext, Checker, CheckerFactory } from "./checker.ts";
import type { Place, Run } from "./scene.ts";

/** All checkers of one judgement. One that throws is out, and says so; the others go on. */
export interface Panel {
  observe(op: Op, place: Place): void;
  settle(run: Run): void;
  finish(): Pick<Judgement, "tallies" | "observations" | "observed">;
}

/** Observations kept of each guarantee: all are counted. */
const KEPT = 10_000;

export function createPanel(
  factories: readonly CheckerFactory[],
  context: Omit<CheckContext, "report">,
): Panel {
  const observations: Observation[] = [];
  const observed = new Map<GuaranteeName, number>();
  const failures = new Map<GuaranteeName, string>();
  const checkers: Checker[] = [];

  function report(observation: Observation): void {
    const { guarantee } = observation;
    const count = (observed.get(guarantee) ?? 0) + 1;
    observed.set(guarantee, count);
    if (count <= KEPT) observations.push(observation);
  }

  function drop(guarantee: GuaranteeName, thrown: unknown): void {
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    failures.set(guarantee, `checker threw: ${text}`);
    const at = checkers.findIndex((checker) => checker.guarantee === guarantee);
    if (at !== -1) checkers.splice(at, 1);
  }

  function each(act: (checker: Checker) => void): void {
    for (let at = 0; at < checkers.length; at += 1) {
      const checker = checkers[at];
      if (checker === undefined) continue;
      try {
        act(checker);
      } catch (thrown) {
        drop(checker.guarantee, thrown);
        at -= 1;
      }
    }
  }

  // The name of a factory is that of its guarantee: the only thing known of one that cannot start.
  for (const factory of factories) {
    try {
      checkers.push(factory({ ...context, report }));
    } catch (thrown) {
      drop(factory.name as GuaranteeName, thrown);
    }
  }

  return {
    observe(op, place) {
      each((checker) => checker.observe?.(op, place));
    },
    settle(run) {
      each((checker) => checker.settle?.(run));
    },
    finish() {
      each((checker) => checker.finish?.());
      const tallies = new Map<GuaranteeName, Tally>();
      each((checker) => {
        tallies.set(checker.guarantee, checker.tally());
      });
      for (const [guarantee, unknown] of failures) {
        tallies.set(guarantee, { trials: 0, evaluated: 0, unknown });
      }
      return { tallies, observations, observed };
    },
  };
}
