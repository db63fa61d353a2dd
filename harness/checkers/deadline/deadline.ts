import type { Deadlines } from "../../contract/contract.ts";
import { bottleneckWords } from "../../verdict/bottleneck.ts";
import type { Observation } from "../../verdict/finding.ts";
import type { LatencyMetric } from "../../verdict/verdict.ts";
import { holdAbsence } from "../absence.ts";
import type { CheckerFactory } from "../checker.ts";
import { harnessLag } from "../harness-lag.ts";
import { type Measure, measures } from "./measures.ts";
import { createMisses } from "./misses.ts";
import { saturationWatch } from "../saturation.ts";
import type { Run } from "../scene/scene.ts";

/** More than this share of the runs not judged, and the rest says too little. */
const TOLERATED = 0.05;

type Answer = "met" | "missed" | "unsure";

const WORDS: Readonly<Record<LatencyMetric, string>> = {
  accepted: "acknowledgement",
  first: "first event",
  gap: "next event",
  total: "terminal event",
};

/**
 * Acknowledgement, first event, every gap and the terminal event come within the contract's limits, judged
 * a run, from when its send was scheduled.
 *
 * The harness's own lag is never blamed on the server: a run whose limit lies within the lag measured
 * around the moment is not judged, and more than 5 % of those make the whole `unknown`.
 */
export const deadline: CheckerFactory = (context) => {
  const { header, contract, scene } = context;
  const limits = contract.deadlines;
  const limited = Object.values(limits).some((limit) => limit !== undefined);
  const acknowledgement = header.dialect.provides.acceptance;
  const acknowledges = acknowledgement === "always";
  const silent = limits.accepted !== undefined && acknowledgement === "never";
  const lag = harnessLag(scene);
  const absence = holdAbsence(context);
  const saturation = saturationWatch();
  const misses = createMisses(saturation, absence);
  /** Settled since the last tick: only the next one tells whether we stalled just now. */
  const fresh: { readonly run: Run; readonly settledAt: number }[] = [];
  let judged = 0;
  let unsure = 0;
  let worstLag = 0;
  let evaluated = 0;

  /** @param missed is told what the run was too late for */
  function answer(
    run: Run,
    metric: LatencyMetric,
    limit: number,
    all: readonly Measure[],
    missed: Observation[],
  ): Answer {
    evaluated += all.length;
    const late = all
      .filter((measure) => measure.took - measure.lag > limit)
      .toSorted((a, b) => b.took - a.took)[0];
    if (late !== undefined) {
      missed.push(missOf(run, metric, limit, late));
      return "missed";
    }
    const doubtful = all.filter((measure) => !measure.came || measure.took + measure.lag > limit);
    worstLag = Math.max(worstLag, ...doubtful.map((measure) => measure.lag));
    return doubtful.length === 0 ? "met" : "unsure";
  }

  /** Counts a run that is just what its contract says and far from every limit; false: it is to be measured. */
  function isInTime(run: Run): boolean {
    if (run.plain !== true || silent) return false;
    const worst = Math.max(0, run.sent - run.scheduled) + lag.since(run.scheduled);
    let count = 0;
    let first = Infinity;
    for (const { received } of run.streams) {
      let last: number | null = null;
      for (const { op } of received) {
        const limit = last === null ? limits.first : limits.gap;
        if (!isWithin(op.time - (last ?? run.scheduled) + worst, limit)) return false;
        if (last === null) first = Math.min(first, op.time);
        last = op.time;
      }
      if (last === null || !isWithin(last - run.scheduled + worst, limits.total)) return false;
      if (limits.first !== undefined) count += 1;
      if (limits.gap !== undefined) count += received.length - 1;
      if (limits.total !== undefined) count += 1;
    }
    // Without an acknowledgement the first event stands for it, unless the server always gives one.
    if (run.acknowledged === null && acknowledges) return false;
    const accepted = (run.acknowledged ?? first) - run.scheduled;
    if (!isWithin(accepted + worst, limits.accepted)) return false;
    if (limits.accepted !== undefined) count += 1;
    evaluated += count;
    judged += 1;
    return true;
  }

  function judgeFresh(): void {
    for (const { run, settledAt } of fresh.splice(0)) {
      if (isInTime(run)) continue;
      const byMetric = measures(run, {
        settledAt,
        connections: scene.connections,
        lag,
        acknowledges,
      });
      const missed: Observation[] = [];
      const answers = limitsOf(limits)
        .filter(([metric]) => metric !== "accepted" || !silent)
        .filter(([metric]) => byMetric[metric].length > 0)
        .map(([metric, limit]) => answer(run, metric, limit, byMetric[metric], missed));
      if (missed.length > 0) {
        const { owner, scheduled: from } = run;
        misses.add({ owner, from, to: scene.now, observations: missed });
      }
      if (answers.includes("unsure") && !answers.includes("missed")) unsure += 1;
      else if (answers.length > 0) judged += 1;
    }
  }

  return {
    guarantee: "deadline",
    watches: ["tick", "health", "send"],
    observe(op) {
      lag.observe(op);
      saturation.observe(op);
      if (op.type === "tick") judgeFresh();
      else if (op.type === "health") misses.pass();
    },
    settle(run) {
      if (limited) fresh.push({ run, settledAt: scene.now });
    },
    finish() {
      judgeFresh();
      misses.finish();
      judged -= misses.excused;
      unsure += misses.excused;
      absence.release();
    },
    tally() {
      const reasons = [unjudgeable(), absence.unknown()].filter((reason) => reason !== null);
      return {
        trials: judged,
        evaluated,
        unknown: reasons.length === 0 ? null : reasons.join("; "),
        notes: limited && header.plan.schedule === "closed" ? [CLOSED_NOTE] : [],
      };
    },
  };

  function unjudgeable(): string | null {
    if (silent) return "a limit is set on the acknowledgement, and this dialect has none";
    const all = judged + unsure;
    if (unsure <= all * TOLERATED) return null;
    const full = saturation.summary();
    if (full !== null) return `${unsure} of ${all} runs were not judged: ${bottleneckWords(full)}`;
    return `${unsure} of ${all} runs were not judged: cut short, or too near the limit for our own lag of up to ${figure(worstLag)} ms`;
  }
};

function missOf(run: Run, metric: LatencyMetric, limit: number, late: Measure): Observation {
  const verb = late.came ? "took" : "had not come after";
  return {
    guarantee: "deadline",
    kind: metric,
    user: run.owner,
    victim: null,
    run: run.id,
    event: late.event,
    ops: late.ops,
    message: `${run.owner}'s ${WORDS[metric]} ${verb} ${figure(late.took)} ms, limit ${limit} ms (own lag ${figure(late.lag)} ms)`,
  };
}

const CLOSED_NOTE =
  "the schedule is closed: time that a run waited before its turn to be sent is not counted";

function limitsOf(limits: Deadlines): readonly (readonly [LatencyMetric, number])[] {
  const metrics: readonly LatencyMetric[] = ["accepted", "first", "gap", "total"];
  return metrics.flatMap((metric) => {
    const limit = limits[metric];
    return limit === undefined ? [] : [[metric, limit] as const];
  });
}

function isWithin(took: number, limit: number | undefined): boolean {
  return limit === undefined || took <= limit;
}

function figure(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
