import type { Observation } from "./finding.ts";
import { byDepth } from "./observation-order.ts";
import { quotedOps } from "./quoted-ops.ts";

/** A report that nothing explains, and what it explains. */
export interface Cause {
  readonly observation: Observation;
  readonly consequences: readonly Observation[];
}

/**
 * What differs at one place of the sequence of one run is one fault: neighbours that were lost together, and events that
 * came under the type of others. The deepest of them is blamed, and names the others.
 */
export function joinPlaces(causes: readonly Cause[]): readonly Cause[] {
  const groups = Map.groupBy(causes, (cause) => keyOf(cause) ?? cause);
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = group.toSorted((a, b) => byDepth(a.observation, b.observation));
    return first === undefined || others.length === 0 ? group : [joined(first, others)];
  });
}

/** Null: it is of no place that it shares. */
function keyOf({ observation: { user, run, place } }: Cause): string | null {
  return user === null || run === null || place === undefined
    ? null
    : JSON.stringify([user, run, place]);
}

function joined({ observation, consequences }: Cause, others: readonly Cause[]): Cause {
  const { guarantee } = observation;
  const alike = others
    .map((other) => other.observation)
    .filter((one) => one.guarantee === guarantee);
  const types = alike.flatMap(({ event }) => event ?? []);
  const also = types.length === 0 ? "" : `, and likewise ${types.join(", ")}`;
  return {
    observation: {
      ...observation,
      ops: quotedOps([observation, ...alike]),
      message: `${observation.message}${also}`,
    },
    consequences: [
      ...consequences,
      ...others.flatMap((other) => [other.observation, ...other.consequences]),
    ],
  };
}
