import type { EventOp, Op } from "../history/op.ts";
import type { Observation } from "../verdict/finding.ts";
import { type GuaranteeName, isGuarantee } from "../verdict/guarantee.ts";
import type { Judgement, Tally } from "../verdict/judgement.ts";
import type { CheckContext, Checker, CheckerFactory, Watched } from "./checker.ts";
import type { Place, Run } from "./scene/scene.ts";

/** All checkers of one judgement. One that throws is out, and says so; the others go on. */
export interface Panel {
  observe(op: OtherOp, place: Place): void;
  event(op: EventOp, place: Place): void;
  settle(run: Run): void;
  /** Violations reported so far, of what is claimed or watched. */
  seen(): number;
  finish(): Pick<Judgement, "tallies" | "observations" | "observed">;
}

/** An op that is no event. */
type OtherOp = Exclude<Op, EventOp>;

/** Observations kept of each guarantee: all are counted. */
const KEPT = 10_000;

export function createPanel(
  factories: readonly CheckerFactory[],
  context: Omit<CheckContext, "report"> & {
    readonly onObservation?: (observation: Observation) => void;
  },
): Panel {
  const observations: Observation[] = [];
  const observed = new Map<GuaranteeName, number>();
  const failures = new Map<GuaranteeName, string>();
  const observers = new Map<OtherOp["type"], readonly Checker[]>();
  /** Of all events, and of stray ones; null: to be found out. */
  let readers: { readonly all: readonly Checker[]; readonly stray: readonly Checker[] } | null =
    null;
  let checkers: readonly Checker[] = [];
  const { claims } = context.header;
  let seen = 0;

  function report(observation: Observation): void {
    const { guarantee } = observation;
    const count = (observed.get(guarantee) ?? 0) + 1;
    observed.set(guarantee, count);
    if (claims[guarantee] !== "off") seen += 1;
    if (count > KEPT) return;
    observations.push(observation);
    context.onObservation?.(observation);
  }

  function fail(guarantee: GuaranteeName, thrown: unknown): void {
    const text = thrown instanceof Error ? thrown.message : String(thrown);
    failures.set(guarantee, `checker threw: ${text}`);
  }

  function dismiss(checker: Checker, thrown: unknown): void {
    fail(checker.guarantee, thrown);
    checkers = checkers.filter((one) => one !== checker);
    observers.clear();
    readers = null;
  }

  function each(act: (checker: Checker) => void): void {
    for (const checker of checkers) {
      try {
        act(checker);
      } catch (thrown) {
        dismiss(checker, thrown);
      }
    }
  }

  /** Those that are told of one of these kinds. */
  function watching(...kinds: readonly Watched[]): readonly Checker[] {
    return checkers.filter((checker) => {
      const { watches = kinds } = checker;
      return "observe" in checker && kinds.some((kind) => watches.includes(kind));
    });
  }

  function observersOf(type: OtherOp["type"]): readonly Checker[] {
    const known = observers.get(type) ?? watching(type);
    observers.set(type, known);
    return known;
  }

  for (const factory of factories) {
    try {
      checkers = [...checkers, factory({ ...context, report })];
    } catch (thrown) {
      fail(guaranteeOf(factory), thrown);
    }
  }

  return {
    observe(op, place) {
      for (const checker of observersOf(op.type)) {
        try {
          checker.observe?.(op, place);
        } catch (thrown) {
          dismiss(checker, thrown);
        }
      }
    },
    event(op, place) {
      readers ??= { all: watching("event"), stray: watching("event", "stray") };
      for (const checker of isStray(op, place) ? readers.stray : readers.all) {
        try {
          checker.observe?.(op, place);
        } catch (thrown) {
          dismiss(checker, thrown);
        }
      }
    },
    settle(run) {
      for (const checker of checkers) {
        try {
          checker.settle?.(run);
        } catch (thrown) {
          dismiss(checker, thrown);
        }
      }
    },
    seen: () => seen,
    finish() {
      each((checker) => checker.finish?.());
      const tallies = new Map<GuaranteeName, Tally>();
      each((checker) => {
        tallies.set(checker.guarantee, joined(tallies.get(checker.guarantee), checker.tally()));
      });
      for (const [guarantee, unknown] of failures) {
        tallies.set(guarantee, { trials: 0, evaluated: 0, unknown });
      }
      return { tallies, observations, observed };
    },
  };
}

/** Whether anything but its run's id tells whose it is, or nothing does. */
function isStray({ event }: EventOp, { ownership }: Place): boolean {
  return ownership?.kind !== "own" || event.run === null;
}

/** Several checkers may judge one guarantee: it could be judged only where all of them could. */
function joined(one: Tally | undefined, other: Tally): Tally {
  if (one === undefined) return other;
  const counting = one.counting === true || other.counting === true;
  return {
    trials: Math.max(one.trials, other.trials),
    evaluated: one.evaluated + other.evaluated,
    unknown: one.unknown ?? other.unknown,
    ...(counting && { counting }),
    notes: [...(one.notes ?? []), ...(other.notes ?? [])],
    voids: [...(one.voids ?? []), ...(other.voids ?? [])],
  };
}

/** Of a checker that cannot start only its name is known: ours bear that of their guarantee. */
function guaranteeOf({ name }: CheckerFactory): GuaranteeName {
  return isGuarantee(name) ? name : "reach";
}
