import type { HistoryHeader } from "../../history/header.ts";
import { numberOfAll, type Slice } from "../../history/slice.ts";
import type { Observation } from "../../verdict/finding.ts";
import { GUARANTEE_NAMES, type GuaranteeName } from "../../verdict/guarantee.ts";
import type { Judgement, Tally } from "../../verdict/judgement.ts";
import { byDepth } from "../../verdict/observation-order.ts";
import { LATENCY_METRICS } from "../../verdict/thresholds.ts";
import type { Envelope, Health, LatencyMetric } from "../../verdict/verdict.ts";
import { fuller } from "../saturation.ts";
import { mergeWatched, type Watched } from "../watch-end.ts";
import { mergeMarks } from "./id-marks.ts";
import { mergeSteps, peakOf, type Steps } from "./steps.ts";
import { mergeTimes, summarise, type Times } from "./times.ts";

/**
 * What was judged of one or more slices of a crowd, as plain data that can be put together in any order.
 * It never grows with the events, but for eight bytes an id where ids are declared global, or where the server names runs.
 */
export interface Part {
  /** Indexes of the slices in it, in order. */
  readonly slices: readonly number[];
  /** Slices of the whole. */
  readonly count: number;
  /** SHA-256 of the configuration, hex. */
  readonly config: string;
  /**
   * Why the sum of the parts is not enough, and the record must be judged as a whole; null: all that was seen was
   * as it should be, so that numbers add up.
   */
  readonly unclear: string | null;
  readonly tallies: ReadonlyMap<GuaranteeName, Tally>;
  readonly observations: readonly Observation[];
  readonly observed: ReadonlyMap<GuaranteeName, number>;
  readonly envelope: Envelope;
  readonly health: Health;
  /** Why the history ended; null: one has no end. */
  readonly ended: string | null;
  readonly damage: Judgement["damage"];
  readonly times: Readonly<Record<LatencyMetric, Times>>;
  readonly connections: Steps;
  readonly runs: Steps;
  readonly watched: Watched;
  /** Ids of events, as numbers in ascending order. */
  readonly ids: Float64Array;
  /** Events whose ids are not among them. */
  readonly beyond: number;
}

/** What the judge of one slice knows beside its judgement. */
export interface PartSources {
  readonly times: Part["times"];
  readonly connections: Steps;
  readonly runs: Steps;
  readonly watched: Watched;
  readonly ids: Float64Array;
  readonly beyond: number;
}

export function partOf(header: HistoryHeader, judgement: Judgement, sources: PartSources): Part {
  const { tallies, observations, observed, envelope, health, ended, damage } = judgement;
  const slice: Slice = header.slice ?? { index: 0, count: 1 };
  const { index, count } = slice;
  // Of a whole record the ops will have other numbers; of one that is none each part keeps its own.
  const numbered = (one: Observation): Observation =>
    header.history === undefined
      ? one
      : { ...one, ops: one.ops.map((op) => numberOfAll(slice, op)) };
  return {
    slices: [index],
    count,
    config: header.config,
    unclear: whyUnclear(header, judgement),
    tallies,
    observations: observations.map(numbered).toSorted(byDepth),
    observed,
    envelope,
    health,
    ended,
    damage,
    ...sources,
    // As plain data: what was counting holds more.
    times: timesOf((metric) => mergeTimes([sources.times[metric]])),
  };
}

/** Observations kept of each guarantee, as in a judgement. */
const KEPT = 10_000;

/** Puts together parts of disjoint slices. Associative, and the order is of no account. */
export function mergeParts(one: Part, other: Part): Part {
  const { marks: ids, shared } = mergeMarks(one.ids, other.ids);
  const sharing = shared ? "an id came to users of two parts" : null;
  return {
    slices: [...one.slices, ...other.slices].toSorted((a, b) => a - b),
    count: one.count,
    config: one.config,
    unclear: first([one.unclear, other.unclear, sharing]),
    tallies: mergeTallies(one.tallies, other.tallies),
    observations: mostTelling([...one.observations, ...other.observations]),
    observed: addUp(one.observed, other.observed),
    envelope: mergeEnvelopes(one.envelope, other.envelope),
    health: mergeHealth(one.health, other.health),
    ended: endedOf(one.ended, other.ended),
    damage: {
      whole: first([one.damage.whole, other.damage.whole]),
      users: new Map([...one.damage.users, ...other.damage.users].toSorted(byKey)),
    },
    times: timesOf((metric) => mergeTimes([one.times[metric], other.times[metric]])),
    connections: mergeSteps([one.connections, other.connections]),
    runs: mergeSteps([one.runs, other.runs]),
    watched: mergeWatched(one.watched, other.watched),
    ids,
    beyond: one.beyond + other.beyond,
  };
}

/** The judgement of the whole crowd, as far as its parts tell it: exact where nothing is unclear. */
export function judgementOf(part: Part): Judgement {
  const { tallies, observations, observed, envelope, health, damage, ended, times } = part;
  return {
    tallies,
    observations,
    observed,
    envelope: {
      ...envelope,
      peakConnections: peakOf(part.connections),
      peakRuns: peakOf(part.runs),
    },
    latency: {
      accepted: summarise(times.accepted),
      first: summarise(times.first),
      gap: summarise(times.gap),
      total: summarise(times.total),
    },
    health,
    damage,
    ended,
  };
}

function whyUnclear(
  { claims }: HistoryHeader,
  { tallies, observed, damage, ended }: Judgement,
): string | null {
  if ([...observed.values()].some((count) => count > 0)) return "something was found";
  if (damage.whole !== null || damage.users.size > 0) return "the record is damaged";
  if (ended !== "finished") return "the record was cut short";
  for (const [name, { unknown, counting = false }] of tallies) {
    // What nobody claims is not judged, whatever would be said of it.
    if (claims[name] === "off") continue;
    if (unknown !== null) return `${name}: ${unknown}`;
    if (counting) return `${name} has counted what concerns all`;
  }
  return null;
}

/** Of one guarantee: trials and facts add up, but for `reach`, which is one of the whole. */
function mergeTallies(one: Part["tallies"], other: Part["tallies"]): Part["tallies"] {
  return byGuarantee((name) => {
    const [a, b] = [one.get(name), other.get(name)];
    if (a === undefined || b === undefined) return a ?? b;
    const add = name === "reach" ? Math.max : sum;
    return {
      trials: add(a.trials, b.trials),
      evaluated: add(a.evaluated, b.evaluated),
      unknown: first([a.unknown, b.unknown]),
      notes: union(a.notes, b.notes),
      voids: union(a.voids, b.voids),
    };
  });
}

function mergeEnvelopes(one: Envelope, other: Envelope): Envelope {
  return {
    users: one.users + other.users,
    sentinels: one.sentinels + other.sentinels,
    runs: one.runs + other.runs,
    events: one.events + other.events,
    // Of all together the steps tell more.
    peakConnections: Math.max(one.peakConnections, other.peakConnections),
    peakRuns: Math.max(one.peakRuns, other.peakRuns),
    durationMs: Math.max(one.durationMs, other.durationMs),
  };
}

/** The worst of each. */
function mergeHealth(one: Health, other: Health): Health {
  return {
    eventLoopDelayP99Ms: most(one.eventLoopDelayP99Ms, other.eventLoopDelayP99Ms),
    maxSendLagMs: most(one.maxSendLagMs, other.maxSendLagMs),
    maxTickLagMs: most(one.maxTickLagMs, other.maxTickLagMs),
    saturation: fuller(one.saturation ?? null, other.saturation ?? null),
  };
}

function most(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}

/** What has no end is worse than what was cut short. */
function endedOf(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return null;
  return [one, other].filter((reason) => reason !== "finished").toSorted()[0] ?? "finished";
}

function mostTelling(observations: readonly Observation[]): readonly Observation[] {
  const kept = new Map<GuaranteeName, number>();
  return observations.toSorted(byDepth).filter(({ guarantee }) => {
    const count = (kept.get(guarantee) ?? 0) + 1;
    kept.set(guarantee, count);
    return count <= KEPT;
  });
}

function addUp(one: Part["observed"], other: Part["observed"]): Part["observed"] {
  return byGuarantee((name) => {
    const [a, b] = [one.get(name), other.get(name)];
    return a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
  });
}

function byGuarantee<T>(
  make: (name: GuaranteeName) => T | undefined,
): ReadonlyMap<GuaranteeName, T> {
  return new Map(
    GUARANTEE_NAMES.flatMap((name) => {
      const value = make(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function timesOf(make: (metric: LatencyMetric) => Times): Part["times"] {
  return Object.fromEntries(
    LATENCY_METRICS.map((metric) => [metric, make(metric)]),
  ) as Part["times"];
}

function union<T extends string>(one: readonly T[] = [], other: readonly T[] = []): readonly T[] {
  return [...new Set([...one, ...other])].toSorted();
}

function first(reasons: readonly (string | null)[]): string | null {
  return reasons.filter((reason) => reason !== null).toSorted()[0] ?? null;
}

function sum(one: number, other: number): number {
  return one + other;
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
