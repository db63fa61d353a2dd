import { EXECUTING, TOOL_DONE } from "../../../contract/event-types.ts";
import {
  changed,
  eventsOf,
  holding,
  isTerminal,
  own,
  pick,
  renumbered,
  replaced,
  type Sent,
  struckOf,
} from "../events.ts";
import type { Fault, Injection, Site } from "../fault.ts";
import { agreeing, answering, countable, saying } from "../fit.ts";
import type { Script } from "../script.ts";
import type { Place } from "../fault.ts";
import { type Delivery, dataOf, said, wireOf } from "../wire.ts";

const swap: Fault = {
  id: "swap",
  // Without ids a result that came early is taken for the one of the call before.
  fit: (script) => countable(saying(script, { callIds: true })),
  strike(deliveries, site) {
    const events = eventsOf(deliveries).filter((one) => !isTerminal(one));
    const first = pick(events.slice(0, -1), site.place.step);
    const second = first === null ? undefined : events[first.step + 1];
    if (first === null || second === undefined) return null;
    return exchanged(deliveries, site, first, second, [
      "order/swap",
      "order/effect-first",
      "order/inversion",
      "order/unexpected",
    ]);
  },
};

const resultBeforeCall: Fault = {
  id: "result-before-call",
  fit: (script, place) => calling(saying(script, { callIds: true }), place),
  strike(deliveries, site) {
    const [call, result] = callOf(deliveries, site.place.step);
    if (call === undefined || result === undefined) return null;
    return exchanged(deliveries, site, call, result, ["order/effect-first"]);
  },
};

/** The second takes the place of the first, which comes right after it. */
function exchanged(
  deliveries: readonly Delivery[],
  site: Site,
  first: Sent,
  second: Sent,
  kinds: Injection["expected"]["kinds"],
): Injection {
  const early = struckOf(first, site.place);
  const late = struckOf(second, site.place);
  const by = new Map<Delivery, readonly Delivery[]>(late.map((one) => [one, []]));
  for (const [at, one] of early.entries()) {
    const other = late[at];
    if (other !== undefined) by.set(one, [{ ...other, after: one.after }, one]);
  }
  const guilty = early.flatMap((one) => by.get(one) ?? []);
  return {
    deliveries: replaced(deliveries, by),
    expected: { ...own(site), kinds, events: [first.type, second.type], guilty },
  };
}

/** A number is left out, although nothing is lost. */
const skip: Fault = {
  id: "seq-skip",
  fit: (script) => saying(script, { seq: "promised" }),
  strike(deliveries, site) {
    const { terms, speech } = site.world.script;
    const event = pick(eventsOf(deliveries).slice(1), site.place.step);
    if (event === null) return null;
    const counted =
      terms.contract === "five-events" || (speech.acceptance !== "silent" && speech.announces);
    const skipped = deliveries.map((one) => {
      return one.step !== null && one.step >= event.step ? seqMoved(one) : one;
    });
    return {
      deliveries: skipped,
      expected: {
        ...own(site),
        kinds: counted ? ["order/skip"] : ["completeness/hole", "completeness/tail"],
        events: counted ? [event.type] : [null],
        guilty: skipped.filter(({ step }) => step === event.step),
      },
    };
  },
};

/** Two events draw one number, and the rest goes on from there. */
const sameNumber: Fault = {
  id: "same-number",
  fit: (script) => saying(script, { seq: "promised" }),
  strike(deliveries, site) {
    const events = eventsOf(deliveries);
    // Of one type they may be taken for one event told twice.
    const unlike = events.filter(({ type }, at) => at > 0 && events[at - 1]?.type !== type);
    const event = pick(unlike, site.place.step);
    if (event === null) return null;
    const sent = renumbered(deliveries, event.step, -1);
    return {
      deliveries: sent,
      expected: {
        ...own(site),
        kinds: ["order/same-number"],
        events: [event.type],
        guilty: sent.filter(({ step }) => step === event.step),
      },
    };
  },
};

function seqMoved(one: Delivery): Delivery {
  const { seq } = wireOf(one);
  return typeof seq === "number" ? said(one, { seq: seq + 1 }) : one;
}

const CROSSED = ["pairing/crossed"] as const;

/** A tool call that the server never ends, and numbers as if that were right. */
const openSpan: Fault = {
  id: "open-span",
  fit: (script, place) => calling(countable(script), place),
  strike(deliveries, site) {
    const [call, result] = callOf(deliveries, site.place.step);
    if (call === undefined || result === undefined) return null;
    const gone = new Map<Delivery, readonly Delivery[]>(result.all.map((one) => [one, []]));
    const { terms, speech } = site.world.script;
    const { callIds } = speech;
    const isFixed = terms.contract === "five-events";
    const sent = renumbered(replaced(deliveries, gone), result.step, -1);
    return {
      deliveries: sent,
      expected: {
        ...own(site),
        kinds: isFixed ? ["completeness/tail"] : ["pairing/open-span", ...(callIds ? [] : CROSSED)],
        events: [result.type],
        // Without ids any of the calls may be the one that was left open.
        guilty: isFixed || !callIds ? [] : sent.filter(({ step }) => step === call.step),
      },
    };
  },
};

const twoResults: Fault = {
  id: "two-results",
  fit: (script, place) => calling(saying(script, { callIds: true }), place),
  strike(deliveries, site) {
    const [, result] = callOf(deliveries, site.place.step);
    if (result === undefined) return null;
    const moved = renumbered(deliveries, result.step + 1, 1);
    const first = moved.filter(({ step }) => step === result.step);
    const more = new Map(
      first.map((one): [Delivery, readonly Delivery[]] => {
        const second = holding(seqMoved(one), { more: true });
        return [one, [one, said(second, renamed(one))]];
      }),
    );
    return {
      deliveries: replaced(moved, more),
      expected: {
        ...own(site),
        kinds: ["pairing/two-results"],
        events: [TOOL_DONE],
        guilty: [...more.values()].flatMap(([, second]) => (second === undefined ? [] : [second])),
      },
    };
  },
};

function renamed(one: Delivery) {
  return wireOf(one)["event_id"] === undefined ? {} : { event_id: "second-result" };
}

/** Two calls get each other's result. */
const crossed: Fault = {
  id: "crossed-calls",
  fit(script, place) {
    const agent = agreeing(saying(script, { callIds: true }), {
      contract: "agent-run",
      echoes: true,
    });
    return answering(agent, place, {}, { work: ["call", "call", "think", "return", "return"] });
  },
  strike(deliveries, site) {
    const [one, other] = eventsOf(deliveries).filter(({ type }) => type === TOOL_DONE);
    const [mine, theirs] = [one?.all[0], other?.all[0]];
    if (one === undefined || other === undefined || !mine || !theirs) return null;
    const { result } = dataOf(mine);
    const { result: another } = dataOf(theirs);
    const first = changed(deliveries, one.all, (each) => holding(each, { result: another }));
    const second = changed(first.deliveries, other.all, (each) => holding(each, { result }));
    return {
      deliveries: second.deliveries,
      expected: {
        ...own(site),
        kinds: ["pairing/crossed"],
        events: [TOOL_DONE],
        guilty: [...first.guilty, ...second.guilty],
      },
    };
  },
};

/** An agent of an open contract calls at least one tool. */
function calling(script: Script, place: Place): Script {
  if (script.terms.contract === "five-events") return script;
  return answering(script, place, {}, { work: ["think", "call", "delta", "call", "return"] });
}

/** A call of the run, and its end. */
function callOf(deliveries: readonly Delivery[], nth: number): readonly [Sent?, Sent?] {
  const events = eventsOf(deliveries);
  const call = pick(
    events.filter(({ type }) => type === EXECUTING),
    nth,
  );
  if (call === null) return [];
  const id = idOf(call);
  const result = events.find((event) => event.type === TOOL_DONE && idOf(event) === id);
  return result === undefined ? [] : [call, result];
}

function idOf({ all: [one] }: Sent): unknown {
  return one === undefined ? undefined : dataOf(one)["call_id"];
}

export const ORDER = [swap, resultBeforeCall, skip, sameNumber, openSpan, twoResults, crossed];
