import type { Part } from "../../../checkers/parts/part.ts";
import { mergeTimes } from "../../../checkers/parts/times.ts";
import type { HistoryHeader } from "../../../history/header.ts";
import type { GuaranteeName } from "../../../verdict/guarantee.ts";
import type { Tally } from "../../../verdict/judgement.ts";
import { LATENCY_METRICS } from "../../../verdict/thresholds.ts";
import type { Health, LatencyMetric } from "../../../verdict/verdict.ts";
import type { PlainRuns } from "./plain-runs.ts";
import type { Terms } from "./terms.ts";

/** Share of runs that must bring their canary back, for which nobody need be asked. */
const ENOUGH = 0.8;

/**
 * What the judge of a slice would say of its plain runs, beside what one says who saw all the rest. Null: he might say
 * more of them.
 *
 * @param lag the worst of the harness's own, in milliseconds
 */
export function plainPart(
  { config, claims }: HistoryHeader,
  terms: Terms,
  runs: PlainRuns,
  { lag, health }: { readonly lag: number; readonly health: Health },
): Part | null {
  const { counts, ids, worst } = runs;
  const isQuiet = terms.echo === "expected" && counts.echoed < ENOUGH * counts.runs;
  if (runs.open > 0 || (isQuiet && claims.isolation === "claimed")) return null;
  if (LATENCY_METRICS.some((metric) => worst[metric] + lag > (terms.deadlines[metric] ?? Infinity)))
    return null;
  const marks = ids.marks();
  // An id that came twice came to two users, or to two runs of one.
  if (marks.length < ids.count) return null;
  return {
    slices: [],
    count: 0,
    config,
    unclear: null,
    tallies: talliesOf(terms, runs),
    observations: [],
    observed: new Map(),
    envelope: {
      users: 0,
      sentinels: 0,
      runs: counts.runs,
      events: counts.events,
      peakConnections: 0,
      peakRuns: 0,
      durationMs: 0,
    },
    health,
    ended: "finished",
    damage: { whole: null, users: new Map() },
    times: Object.fromEntries(
      LATENCY_METRICS.map((metric) => [metric, mergeTimes([runs.times[metric]])]),
    ) as Record<LatencyMetric, Part["times"][LatencyMetric]>,
    connections: { up: [], down: [] },
    runs: runs.steps.steps(),
    watched: { left: null, last: counts.last },
    ids: marks,
    beyond: ids.beyond,
  };
}

function talliesOf(
  { deadlines, events, spans }: Terms,
  { counts }: PlainRuns,
): ReadonlyMap<GuaranteeName, Tally> {
  const { runs, acceptances, clocked, stamps } = counts;
  const limits = LATENCY_METRICS.filter((metric) => deadlines[metric] !== undefined);
  const gaps = limits.includes("gap") ? events.length - 2 : 0;
  const all = (evaluated: number): Tally => ({ trials: runs, evaluated, unknown: null });
  const tallies: Partial<Record<GuaranteeName, Tally>> = {
    isolation: all(counts.events + acceptances),
    completeness: all(counts.events),
    duplication: all(counts.events),
    order: all(counts.events),
    finality: all(counts.events),
    content: all(counts.events),
    ...(spans > 0 && { pairing: all(runs * spans) }),
    ...(limits.length > 0 && { deadline: all(runs * (limits.length + gaps)) }),
    clock: { trials: clocked, evaluated: stamps, unknown: null },
  };
  return new Map(Object.entries(tallies) as [GuaranteeName, Tally][]);
}
