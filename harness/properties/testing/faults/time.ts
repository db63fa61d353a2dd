import { changed, eventsOf, own, pick, struckOf } from "../events.ts";
import type { Fault } from "../fault.ts";
import { agreeing, saying } from "../fit.ts";
import { timestamp } from "../server.ts";
import { said, wireOf } from "../wire.ts";
import { EPOCH, LIMIT } from "../world.ts";

/** Nothing for longer than the limit, then all the rest. */
const stall: Fault = {
  id: "stall",
  fit: (script) => agreeing(script, { deadlines: true }),
  strike(deliveries, site) {
    const event = pick(eventsOf(deliveries).slice(1), site.place.step);
    if (event === null) return null;
    const held = deliveries.map((one) => {
      return one.step === null || one.step < event.step
        ? one
        : { ...one, after: one.after + LIMIT + 100 };
    });
    return {
      deliveries: held,
      expected: {
        ...own(site),
        kinds: ["deadline/gap"],
        events: [event.type],
        guilty: held.filter(({ step }) => step === event.step),
      },
    };
  },
};

const slowFirst: Fault = {
  id: "slow-first",
  fit: (script) => agreeing(script, { deadlines: true }),
  strike(deliveries, site) {
    const [first] = eventsOf(deliveries);
    if (first === undefined) return null;
    const held = deliveries.map((one) => {
      return one.step === null ? one : { ...one, after: one.after + LIMIT + 100 };
    });
    return {
      deliveries: held,
      expected: {
        ...own(site),
        kinds: ["deadline/first", "deadline/accepted"],
        events: [first.type],
        guilty: held.filter(({ step }) => step === first.step),
      },
    };
  },
};

/** Server time jumps back by five seconds, or for one event goes an hour ahead. */
const clockBack: Fault = {
  id: "clock-back",
  fit: (script) => saying(script, { time: "promised" }),
  strike(deliveries, site) {
    const event = pick(eventsOf(deliveries).slice(1), site.place.step);
    if (event === null) return null;
    const { clock } = site.world.script.speech;
    const back = changed(deliveries, struckOf(event, site.place), (one) => {
      const time = timestamp(EPOCH + site.order.now - 5_000, clock);
      return wireOf(one)["timestamp"] === undefined ? one : said(one, { timestamp: time });
    });
    return {
      deliveries: back.deliveries,
      expected: {
        ...own(site),
        kinds: ["clock/backwards"],
        events: [event.type],
        guilty: back.guilty,
      },
    };
  },
};

const skew: Fault = {
  id: "clock-skew",
  fit: (script) => saying(script, { time: "promised" }),
  strike(deliveries, site) {
    const { clock } = site.world.script.speech;
    const events = eventsOf(deliveries);
    const ahead = changed(
      deliveries,
      events.flatMap(({ all }) => all),
      (one) => said(one, { timestamp: timestamp(EPOCH + 3_600_000 + one.after, clock) }),
    );
    return {
      deliveries: ahead.deliveries,
      expected: {
        ...own(site),
        kinds: ["clock/skew"],
        events: events.map(({ type }) => type),
        guilty: ahead.guilty,
      },
    };
  },
};

export const TIME = [stall, slowFirst, clockBack, skew];
