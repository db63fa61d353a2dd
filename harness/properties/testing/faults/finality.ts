import { COMPLETED, THINKING } from "../../../contract/event-types.ts";
import { fresh, lastOf, own, struckOf } from "../events.ts";
import type { Fault, Injection, Site } from "../fault.ts";
import { agreeing, allAnswering, answering } from "../fit.ts";
import type { Delivery, Wire } from "../wire.ts";
import { LINGER } from "../world.ts";

/** An event after the end, soon or late in the linger. */
const ghost: Fault = {
  id: "ghost",
  strike: (deliveries, site) =>
    afterEnd(deliveries, site, "finality/ghost", THINKING, { reasoning: "An afterthought" }),
};

const twoTerminals: Fault = {
  id: "two-terminals",
  strike: (deliveries, site) =>
    afterEnd(deliveries, site, "finality/two-terminals", COMPLETED, { final_response: "No: this" }),
};

function afterEnd(
  deliveries: readonly Delivery[],
  site: Site,
  kind: "finality/ghost" | "finality/two-terminals",
  type: string,
  data: Wire,
): Injection | null {
  const last = lastOf(deliveries);
  if (last === null) return null;
  const end = Math.max(...deliveries.map(({ after }) => after));
  const guilty = struckOf(last, site.place).map((one): Delivery => {
    const more = fresh(site, one, { type, data: {} }, data);
    return { ...more, step: last.step + 1, after: end + 1 + site.place.share * 0.7 * LINGER };
  });
  return {
    deliveries: [...deliveries, ...guilty],
    expected: { ...own(site), kinds: [kind], events: [type], guilty },
  };
}

/** The run goes on after its cancel was acknowledged. */
const deaf: Fault = {
  id: "deaf-to-cancel",
  deaf: true,
  fit(script, place) {
    const strict = agreeing(allAnswering(script, { fate: "complete" }), {
      contract: "five-events",
      grace: 0,
    });
    return answering(strict, place, {}, { at: 0, delays: [20] });
  },
  strike(deliveries, site) {
    return {
      deliveries,
      expected: {
        ...own(site),
        kinds: ["finality/after-cancel"],
        events: [],
        guilty: deliveries,
        several: true,
      },
    };
  },
};

export const FINALITY = [ghost, twoTerminals, deaf];
