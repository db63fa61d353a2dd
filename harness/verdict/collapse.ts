import type { Observation, Touch } from "./finding.ts";
import { byDepth } from "./observation-order.ts";
import { quotedOps } from "./quoted-ops.ts";

/**
 * Reports of one kind on one event of one run become one report, with the ops of all (at most 100)
 * and the number of times it was seen. Outside any run only equal sentences do.
 */
export function collapse(observations: readonly Observation[]): readonly Observation[] {
  const groups = new Map<string, Group>();
  for (const observation of observations) {
    const { guarantee, kind, user, victim, run, event } = observation;
    const sentence = run === null ? observation.message : null;
    const key = JSON.stringify([guarantee, kind, user, victim, run, event, sentence]);
    const group = groups.get(key);
    if (group) group.push(observation);
    else groups.set(key, [observation]);
  }
  return [...groups.values()].map(merge);
}

type Group = [Observation, ...Observation[]];

function merge(group: Group): Observation {
  if (group.length === 1) return group[0];
  const sorted = group.toSorted(byDepth);
  const first = sorted[0] ?? group[0];
  const touches = unique(sorted.flatMap((one) => one.touches ?? []));
  return {
    ...first,
    ops: quotedOps(sorted),
    message: `${first.message} (${group.length} times)`,
    ...(touches.length > 0 && { touches }),
  };
}

function unique(touches: readonly Touch[]): readonly Touch[] {
  const byPlace = new Map(
    touches.map((touch) => [JSON.stringify([touch.user, touch.run, touch.event]), touch]),
  );
  return [...byPlace.values()];
}
