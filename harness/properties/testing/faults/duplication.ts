import { eventsOf, holding, own, pick, replaced, struckOf } from "../events.ts";
import type { Fault, Injection, Site } from "../fault.ts";
import { countable, saying } from "../fit.ts";
import { type Delivery, said } from "../wire.ts";
import { LINGER } from "../world.ts";

/** The same event again, soon. */
const repeat: Fault = {
  id: "duplicate",
  fit: countable,
  strike: (deliveries, site) =>
    again(deliveries, site, "duplication/repeat", (one) => ({ ...one, after: one.after + 5 })),
};

/** Long after the end of its run. */
const late: Fault = {
  id: "duplicate-late",
  fit: countable,
  strike(deliveries, site) {
    const end = Math.max(...deliveries.map(({ after }) => after));
    const after = end + Math.round(site.place.share * 0.7 * LINGER);
    return again(deliveries, site, "duplication/repeat", (one) => ({ ...one, after }));
  },
};

const reId: Fault = {
  id: "duplicate-new-id",
  fit: (script) => countable(saying(script, { id: "promised" })),
  strike: (deliveries, site) =>
    again(deliveries, site, "duplication/re-id", (one) => said(one, { event_id: "renamed" })),
};

const equivocate: Fault = {
  id: "equivocate",
  fit: (script) => saying(script, { id: "promised" }),
  strike: (deliveries, site) =>
    again(deliveries, site, "duplication/equivocation", (one) => holding(one, { revision: 2 })),
};

function again(
  deliveries: readonly Delivery[],
  site: Site,
  kind: "duplication/repeat" | "duplication/re-id" | "duplication/equivocation",
  copy: (one: Delivery) => Delivery,
): Injection | null {
  const event = pick(eventsOf(deliveries), site.place.step);
  if (event === null) return null;
  const twice = new Map(struckOf(event, site.place).map((one) => [one, [one, { ...copy(one) }]]));
  const sent = replaced(deliveries, twice).toSorted((a, b) => a.after - b.after);
  return {
    deliveries: sent,
    expected: {
      ...own(site),
      kinds: [kind],
      events: [event.type],
      guilty: [...twice.values()].flatMap(([, second]) => (second === undefined ? [] : [second])),
    },
  };
}

export const DUPLICATION = [repeat, late, reId, equivocate];
