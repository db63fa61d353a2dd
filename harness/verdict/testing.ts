import { sampleHeader } from "../history/testing.ts";
import type { HistoryHeader } from "../history/header.ts";
import { demoClaims } from "./claims.ts";
import type { Observation } from "./finding.ts";
import { GUARANTEE_NAMES, type GuaranteeName } from "./guarantee.ts";
import type { Judgement, Tally } from "./judgement.ts";

/** What a checker might report: a hole in amy's run r1, unless told otherwise. */
export function observed(differs: Partial<Observation> = {}): Observation {
  return {
    guarantee: "completeness",
    kind: "hole",
    user: "amy",
    victim: null,
    run: "r1",
    event: "tool_completed",
    ops: [7],
    message: "amy's tool_completed never came",
    ...differs,
  };
}

/** The demo's header: everything that is built is claimed. */
export const header: HistoryHeader = { ...sampleHeader, claims: demoClaims() };

/** A faultless record of the demo, in which `differs` differs. */
export function judged(
  differs: Partial<Omit<Judgement, "tallies">> & {
    readonly tallies?: Partial<Record<GuaranteeName, Partial<Tally>>>;
  } = {},
): Judgement {
  const { tallies = {}, ...rest } = differs;
  const tally = (name: GuaranteeName): Tally => ({
    trials: 100,
    evaluated: 500,
    unknown: null,
    ...tallies[name],
  });
  const observations = rest.observations ?? [];
  const counts = Map.groupBy(observations, ({ guarantee }) => guarantee);
  return {
    tallies: new Map(GUARANTEE_NAMES.map((name) => [name, tally(name)])),
    observations,
    observed: new Map([...counts].map(([name, group]) => [name, group.length])),
    envelope: {
      users: 25,
      sentinels: 3,
      runs: 100,
      events: 500,
      peakConnections: 28,
      peakRuns: 25,
      durationMs: 812,
    },
    latency: {
      accepted: { p50: 0.9, p95: 1.4, p99: 1.9, max: 2.2 },
      first: { p50: 3.1, p95: 6, p99: 9.2, max: 11 },
      gap: null,
      total: { p50: 61.5, p95: 88, p99: 97.1, max: 104 },
    },
    health: { eventLoopDelayP99Ms: 1.9, maxSendLagMs: 0.8, maxTickLagMs: 2.4 },
    damage: { whole: null, users: new Map() },
    ended: "finished",
    ...rest,
  };
}
