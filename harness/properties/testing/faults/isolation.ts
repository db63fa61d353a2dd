import {
  changed,
  eventsOf,
  firstConnectionOf,
  isTerminal,
  otherOf,
  own,
  pick,
  replaced,
  struckOf,
} from "../events.ts";
import type { Fault, Injection, Site } from "../fault.ts";
import { agreeing, allAnswering, crowded, saying } from "../fit.ts";
import type { Script } from "../script.ts";
import { type Delivery, dataOf, said } from "../wire.ts";

/** An event goes to another user instead. */
const misroute: Fault = {
  id: "misroute",
  fit: (script) => crowded(script, { users: 2 }),
  strike: (deliveries, site) => astray(deliveries, site, true),
};

/** And to its owner as well. */
const copied: Fault = {
  id: "misroute-copy",
  fit: (script) => crowded(script, { users: 2 }),
  strike: (deliveries, site) => astray(deliveries, site, false),
};

const toSentinel: Fault = {
  id: "sentinel-leak",
  fit: (script) => ({
    ...crowded(script, { sentinels: 1 }),
    crowd: { ...script.crowd, users: 1, sentinels: Math.max(1, script.crowd.sentinels) },
  }),
  strike: (deliveries, site) => astray(deliveries, site, false),
};

function astray(deliveries: readonly Delivery[], site: Site, moves: boolean): Injection | null {
  const event = pick(eventsOf(deliveries), site.place.step);
  const [one] = event?.all ?? [];
  if (event === null || one === undefined) return null;
  const other = otherOf(site, site.order.user.id, false);
  const leak = { ...one, connection: firstConnectionOf(site, other) };
  const by = new Map<Delivery, readonly Delivery[]>(
    event.all.map((each) => [each, moves ? [] : [each]]),
  );
  by.set(one, moves ? [leak] : [one, leak]);
  return {
    deliveries: replaced(deliveries, by),
    expected: {
      kinds: ["isolation/misroute"],
      users: [other.id],
      victim: site.order.user.id,
      run: site.order.run.id,
      events: [event.type],
      guilty: [leak],
    },
  };
}

/** An event goes to everybody. */
const broadcast: Fault = {
  id: "broadcast-one",
  fit: (script) => crowded(script, { users: 2, sentinels: 1 }),
  strike(deliveries, site) {
    const event = pick(eventsOf(deliveries), site.place.step);
    const [one] = event?.all ?? [];
    if (event === null || one === undefined) return null;
    const others = site.world.plan.users.filter(({ id }) => id !== site.order.user.id);
    const leaks = others.map((other) => ({ ...one, connection: firstConnectionOf(site, other) }));
    return {
      deliveries: replaced(deliveries, new Map([[one, [one, ...leaks]]])),
      expected: {
        kinds: ["isolation/shared"],
        users: others.map(({ id }) => id),
        victim: site.order.user.id,
        run: site.order.run.id,
        events: [event.type],
        guilty: leaks,
      },
    };
  },
};

/** An event goes to another user under an envelope of his own. */
const rewritten: Fault = {
  id: "misroute-rewritten",
  fit: (script) => together(saying(script, { id: "promised", ids: "global", callIds: true })),
  strike(deliveries, site) {
    // Of an event that any run may have once more, and that tells nothing, nobody knows whose it is.
    const isFixed = site.world.script.terms.contract === "five-events";
    const event = pick(
      eventsOf(deliveries).filter((sent) => {
        const [first] = sent.all;
        return !isTerminal(sent) && (isFixed || (first !== undefined && holdsText(first, site)));
      }),
      site.place.step,
    );
    const [one] = event?.all ?? [];
    const other = otherOf(site, site.order.user.id, true);
    const [run] = other.runs;
    if (event === null || one === undefined || run === undefined) return null;
    const { speech } = site.world.script;
    const leak: Delivery = {
      ...said(one, {
        run_id: run.id,
        ...(speech.thread !== "silent" && { thread_id: run.thread }),
        ...(speech.user !== "silent" && { user_id: other.id }),
      }),
      connection: firstConnectionOf(site, other),
      step: null,
    };
    return {
      deliveries: replaced(deliveries, new Map([[one, [one, leak]]])),
      expected: {
        kinds: holdsText(one, site) ? ["isolation/bleed"] : ["isolation/shared"],
        users: [other.id],
        victim: site.order.user.id,
        run: site.order.run.id,
        events: [event.type],
        guilty: [leak],
      },
    };
  },
};

/** Everybody's only run starts at once, and is answered soon: ids are remembered for the linger of their runs. */
function together(script: Script): Script {
  const crowd = { ...script.crowd, runsPerUser: 1, rate: null };
  return crowded(allAnswering({ ...script, crowd }, { fate: "complete", delays: [10] }), {
    users: 2,
  });
}

/** The right envelope around another user's answer. */
const payloadSwap: Fault = {
  id: "payload-swap",
  fit: (script) => crowded(script, { users: 2 }),
  strike(deliveries, site) {
    const event = pick(
      eventsOf(deliveries).filter(({ all: [one] }) => one !== undefined && holdsText(one, site)),
      site.place.step,
    );
    if (event === null) return null;
    const other = otherOf(site, site.order.user.id, true);
    const [run] = other.runs;
    if (run === undefined) return null;
    const swapped = changed(deliveries, struckOf(event, site.place), (one) => {
      const text = JSON.stringify(dataOf(one)).replaceAll(site.order.run.canary, run.canary);
      return said(one, { data: JSON.parse(text) as object });
    });
    return {
      deliveries: swapped.deliveries,
      expected: {
        kinds: ["isolation/bleed"],
        users: [site.order.user.id],
        victim: other.id,
        run: run.id,
        events: [event.type],
        guilty: swapped.guilty,
      },
    };
  },
};

function holdsText(one: Delivery, { order }: Site): boolean {
  return JSON.stringify(dataOf(one)).includes(order.run.canary);
}

/** The answer is the one of an earlier run of the same user. */
const stale: Fault = {
  id: "stale-run",
  late: true,
  fit: (script) =>
    agreeing(crowded({ ...script, crowd: { ...script.crowd, rate: null } }, { runs: 2 }), {
      memory: script.terms.memory === "user" ? "thread" : script.terms.memory,
    }),
  strike(deliveries, site) {
    const event = pick(
      eventsOf(deliveries).filter(({ all: [one] }) => one !== undefined && holdsText(one, site)),
      site.place.step,
    );
    const [earlier] = site.world.plan.users[site.order.user.ordinal]?.runs ?? [];
    if (event === null || earlier === undefined) return null;
    const swapped = changed(deliveries, struckOf(event, site.place), (one) => {
      const text = JSON.stringify(dataOf(one)).replaceAll(site.order.run.canary, earlier.canary);
      return said(one, { data: JSON.parse(text) as object });
    });
    return {
      deliveries: swapped.deliveries,
      expected: {
        ...own(site),
        kinds: ["isolation/cross-run"],
        events: [event.type],
        guilty: swapped.guilty,
      },
    };
  },
};

export const ISOLATION = [misroute, copied, toSentinel, broadcast, rewritten, payloadSwap, stale];
