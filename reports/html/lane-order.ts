import type { Finding } from "../../harness/verdict/finding.ts";
import type { LaneData } from "./lanes/lane-data.ts";
import type { Marks } from "./lanes/marks.ts";

/** Positions of the marks of each lane, in order of time. */
export function marksByLane({ lanes, marks }: LaneData): readonly Uint32Array[] {
  const counts = new Uint32Array(lanes.length);
  for (const lane of marks.lane) counts[lane] = (counts[lane] ?? 0) + 1;
  const positions = Array.from(counts, (count) => new Uint32Array(count));
  const filled = new Uint32Array(lanes.length);
  for (const [at, lane] of marks.lane.entries()) {
    const next = filled[lane] ?? 0;
    const into = positions[lane];
    if (into) into[next] = at;
    filled[lane] = next + 1;
  }
  for (const one of positions) one.sort((a, b) => time(marks, a) - time(marks, b) || a - b);
  return positions;
}

/**
 * Lanes as they are read: what a finding is about first, receiver and victim side by side, then user by user,
 * sentinels, and probes last.
 */
export function laneOrder(
  data: LaneData,
  findings: readonly Finding[],
  users: ReadonlyMap<string, number>,
): readonly number[] {
  const lanesOf = Map.groupBy(data.lanes.keys(), (at) => data.lanes[at]?.user ?? -1);
  const laneOfOp = lanesOfOps(data, new Set(findings.flatMap(({ ops }) => ops.slice(0, 2))));
  const order = new Set<number>();
  for (const { user, victim, ops } of findings) {
    for (const op of ops.slice(0, 2)) {
      const lane = laneOfOp.get(op);
      if (lane !== undefined) order.add(lane);
    }
    for (const name of [user, victim]) {
      const ordinal = name === null ? undefined : users.get(name);
      for (const lane of ordinal === undefined ? [] : (lanesOf.get(ordinal) ?? [])) order.add(lane);
    }
  }
  const rank = { user: 0, sentinel: 1, probe: 2 } as const;
  const rest = [...data.lanes.keys()].toSorted((a, b) => {
    const [one, other] = [data.lanes[a], data.lanes[b]];
    if (!one || !other) return a - b;
    return rank[one.role] - rank[other.role] || one.user - other.user || a - b;
  });
  return [...new Set([...order, ...rest])];
}

/** The lane of each of these ops, where it has a mark. */
export function lanesOfOps(
  { marks }: LaneData,
  wanted: ReadonlySet<number>,
): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const [at, op] of marks.op.entries()) {
    if (wanted.has(op)) found.set(op, marks.lane[at] ?? 0);
  }
  return found;
}

function time(marks: Marks, at: number): number {
  return marks.time[at] ?? 0;
}
