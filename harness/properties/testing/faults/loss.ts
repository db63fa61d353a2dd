import { AGENT_ERROR } from "../../../contract/event-types.ts";
import { changed, eventsOf, isTerminal, own, pick, replaced, struckOf } from "../events.ts";
import type { Expected, Fault, Site } from "../fault.ts";
import { agreeing, allAnswering, countable, crowded } from "../fit.ts";
import { type Delivery, typeOf } from "../wire.ts";

const NOTHING: readonly Delivery[] = [];

const without = (deliveries: readonly Delivery[], gone: readonly Delivery[]) =>
  replaced(deliveries, new Map(gone.map((one) => [one, NOTHING])));

const drop: Fault = {
  id: "drop",
  fit: countable,
  strike(deliveries, site) {
    const events = eventsOf(deliveries);
    const event = pick(
      events.filter((one) => !isTerminal(one)),
      site.place.step,
    );
    if (event === null) return null;
    const next = events[event.step + 1];
    const isTail = next !== undefined && isTerminal(next);
    const isFixed = site.world.script.terms.contract === "five-events";
    return {
      deliveries: without(deliveries, struckOf(event, site.place)),
      expected: {
        ...own(site),
        kinds: isFixed
          ? [isTail ? "completeness/tail" : "completeness/hole"]
          : ["completeness/hole", "completeness/tail"],
        events: isFixed ? [event.type] : [event.type, null],
        guilty: [],
      },
    };
  },
};

/** What never came had not come, either, when the server went away. */
function cutKinds({ world }: Site): Expected["kinds"] {
  return world.script.drains
    ? ["completeness/tail", "completeness/truncated"]
    : ["completeness/tail"];
}

/** Everything from some event on. */
const dropTail: Fault = {
  id: "drop-tail",
  strike(deliveries, site) {
    const events = eventsOf(deliveries);
    const from = 1 + (site.place.step % Math.max(1, events.length - 1));
    const gone = events.filter(({ step }) => step >= from);
    return {
      deliveries: without(
        deliveries,
        gone.flatMap((event) => struckOf(event, site.place)),
      ),
      expected: {
        ...own(site),
        kinds: cutKinds(site),
        events: [...gone.map(({ type }) => type), null],
        guilty: [],
      },
    };
  },
};

const dropTerminal: Fault = {
  id: "drop-terminal",
  strike(deliveries, site) {
    const last = eventsOf(deliveries).at(-1);
    if (last === undefined) return null;
    return {
      deliveries: without(deliveries, struckOf(last, site.place)),
      expected: { ...own(site), kinds: cutKinds(site), events: [last.type, null], guilty: [] },
    };
  },
};

const blackHole: Fault = {
  id: "black-hole",
  // Where nothing at all is answered, nobody can tell a deaf server from one of another language.
  fit: (script) => crowded(allAnswering(script, { fate: "complete" }), { users: 2 }),
  strike(deliveries, site) {
    return {
      deliveries: deliveries.filter(({ step }) => step === null),
      expected: { ...own(site), kinds: ["completeness/whole-run"], events: [null], guilty: [] },
    };
  },
};

/** The connection that receives the run is closed in its middle, properly or not. */
const closeMidRun: Fault = {
  id: "close-mid-run",
  // One run at a time: of one that was sent a moment before, nobody knows whether it was taken on.
  fit: (script) => {
    const crowd = { ...script.crowd, runsAtOnce: 1, rate: null };
    return allAnswering({ ...script, crowd }, { fate: "complete" });
  },
  strike(deliveries, site) {
    const event = pick(
      eventsOf(deliveries).filter((one) => !isTerminal(one)),
      site.place.step,
    );
    if (event === null) return null;
    const closes = new Map(
      struckOf(event, site.place).map((one): [Delivery, readonly Delivery[]] => {
        const body =
          site.place.other % 2 === 0
            ? ({ close: 1000, by: "server", reason: "" } as const)
            : ({ close: 1006, by: "network", reason: "" } as const);
        return [one, [one, { ...one, body, step: null }]];
      }),
    );
    return {
      deliveries: replaced(deliveries, closes),
      expected: {
        ...own(site),
        kinds: ["completeness/truncated", "completeness/tail", "completeness/whole-run"],
        events: [],
        guilty: [],
        several: true,
      },
    };
  },
};

const errored: Fault = {
  id: "errored",
  fit: (script) => agreeing(allAnswering(script, { fate: "complete" }), { maxErrored: 0 }),
  strike(deliveries, site) {
    const last = eventsOf(deliveries).at(-1);
    if (last === undefined) return null;
    const data = { code: "overloaded", message: "Not today." };
    const failed = changed(deliveries, last.all, (one) => {
      if (!("json" in one.body)) return one;
      return { ...one, body: { json: { ...one.body.json, type: AGENT_ERROR, data } } };
    });
    return {
      deliveries: failed.deliveries,
      expected: {
        ...own(site),
        kinds: ["completeness/errored"],
        events: failed.guilty.slice(0, 1).map(typeOf),
        guilty: failed.guilty,
      },
    };
  },
};

export const LOSS = [drop, dropTail, dropTerminal, blackHole, closeMidRun, errored];
