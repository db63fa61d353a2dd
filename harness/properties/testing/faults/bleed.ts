import { Buffer } from "node:buffer";
import { AGENT_DELTA } from "../../../contract/event-types.ts";
import type { PlannedUser } from "../../../plan/plan.ts";
import {
  changed,
  eventsOf,
  firstConnectionOf,
  holding,
  otherOf,
  pick,
  struckOf,
} from "../events.ts";
import type { Expected, Fault, Ground, Site } from "../fault.ts";
import { agreeing, answering, crowded, saying } from "../fit.ts";
import type { Script } from "../script.ts";
import { type Body, type Delivery, message } from "../wire.ts";

const two = (script: Script) => crowded(script, { users: 2 });

/** What a bleed of this user's first run is, seen by that one. */
function bled(
  victim: PlannedUser,
  receiver: string | null,
  guilty: readonly Delivery[],
  event: string | null = null,
): Expected {
  return {
    kinds: ["isolation/bleed"],
    users: [receiver],
    victim: victim.id,
    run: victim.runs[0]?.id ?? null,
    events: [event],
    guilty,
  };
}

function canaryOf({ runs: [run] }: PlannedUser): string {
  return run?.canary ?? "";
}

const SPELLINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => Buffer.from(text).toString("hex"),
  (text) => Buffer.from(`a${text}`).toString("base64"),
  (text) => Buffer.from(`bc${text}!`).toString("base64url"),
  (text) => Array.from(text, (one) => `%${one.charCodeAt(0).toString(16)}`).join(""),
];

/** Another user's text somewhere in an event, in some spelling. */
const inEvent: Fault = {
  id: "bleed-in-event",
  fit: two,
  strike(deliveries, site) {
    const event = pick(eventsOf(deliveries), site.place.step);
    if (event === null) return null;
    const victim = otherOf(site, site.order.user.id, true);
    const spell = pick(SPELLINGS, site.place.other) ?? String;
    const { deliveries: sent, guilty } = changed(deliveries, struckOf(event, site.place), (one) =>
      holding(one, { cache: `${spell(canaryOf(victim))} hit` }),
    );
    return { deliveries: sent, expected: bled(victim, site.order.user.id, guilty, event.type) };
  },
};

/** Another user's text in two pieces of an answer. */
const inDeltas: Fault = {
  id: "bleed-in-deltas",
  fit(script, place) {
    const agent = agreeing(saying(script, { seq: "promised" }), { contract: "agent-run" });
    return answering(two(agent), place, {}, { work: ["think", "delta", "call", "delta"] });
  },
  strike(deliveries, site) {
    const [first, second] = eventsOf(deliveries).filter(({ type }) => type === AGENT_DELTA);
    if (first === undefined || second === undefined) return null;
    const victim = otherOf(site, site.order.user.id, true);
    const canary = canaryOf(victim);
    const cut = 1 + (site.place.step % (canary.length - 1));
    const head = changed(deliveries, first.all, (one) =>
      holding(one, { text: canary.slice(0, cut) }),
    );
    const tail = changed(head.deliveries, second.all, (one) =>
      holding(one, { text: canary.slice(cut) }),
    );
    return {
      deliveries: tail.deliveries,
      expected: bled(victim, site.order.user.id, tail.guilty, AGENT_DELTA),
    };
  },
};

/** Another user's text, or his token, in something that is no event. */
const inFrame: Fault = {
  id: "bleed-in-frame",
  fit: two,
  strike(deliveries, site) {
    const victim = otherOf(site, site.order.user.id, true);
    const text = `${canaryOf(victim)} has waited for long`;
    const bodies: readonly Body[] = [
      { json: { type: "error", code: "busy", message: text } },
      { json: { type: "presence", who: [{ doing: text }] } },
      { text },
      { binary: Buffer.from(text) },
      { control: "ping", data: Buffer.from(text) },
    ];
    const body = pick(bodies, site.place.step);
    return body === null ? null : leaking(deliveries, site, body, victim, victim.runs[0]?.id);
  },
};

const ofToken: Fault = {
  id: "bleed-of-token",
  // A token is taken out of what is kept: of several things in one message nobody knows which held it.
  fit: (script) => saying(two(script), { batches: false }),
  strike(deliveries, site) {
    const victim = otherOf(site, site.order.user.id, false);
    const token = site.world.tokens.get(victim.id) ?? "";
    return leaking(deliveries, site, { json: { type: "debug", auth: token } }, victim, null);
  },
};

/** To whoever's run is struck, at a time of its own. */
function leaking(
  deliveries: readonly Delivery[],
  site: Site,
  body: Body,
  victim: PlannedUser,
  run: string | null = null,
) {
  const after = Math.round(site.place.share * 200);
  const leak: Delivery = { connection: site.order.connection, after, body, step: null };
  return {
    deliveries: [leak, ...deliveries],
    expected: { ...bled(victim, site.order.user.id, [leak]), run },
  };
}

/** Another user's token in the answer to a handshake. */
const inHeader: Fault = {
  id: "bleed-in-header",
  fit: two,
  greet(welcome, ground, connection) {
    const user = ground.world.plan.users[ground.place.run % ground.world.plan.users.length];
    if (user === undefined || firstConnectionOf(ground, user) !== connection) return null;
    const victim = otherOf(ground, user.id, false);
    const header = `x-session: ${ground.world.tokens.get(victim.id)}\r\n`;
    return { welcome, header, expected: { ...bled(victim, user.id, []), run: null } };
  },
};

/** A user's text in the answer to somebody who is nobody. */
const inRejection: Fault = {
  id: "bleed-in-rejection",
  fit: (script) => ({ ...script, crowd: { ...script.crowd, probes: ["status"] } }),
  knock(ground) {
    const victim = otherOf(ground, "", true);
    const body = `last request: ${canaryOf(victim)}`;
    return { answer: { status: 401, body }, expected: bled(victim, null, []) };
  },
};

/** Another user's text in a close reason. */
const inClose: Fault = {
  id: "bleed-in-close",
  fit: (script) => ({ ...two(script), drains: true }),
  leave(ground: Ground) {
    const user = ground.world.plan.users[ground.place.run % ground.world.plan.users.length];
    const receiver = user?.id ?? "";
    const victim = otherOf(ground, receiver, true);
    const reason = `see ${canaryOf(victim)}`;
    const leak: Delivery = {
      ...message(user === undefined ? 0 : firstConnectionOf(ground, user), 2, {}),
      body: { close: 1001, by: "server", reason },
    };
    return { deliveries: [leak], expected: bled(victim, receiver, [leak]) };
  },
};

export const BLEED = [inEvent, inDeltas, inFrame, ofToken, inHeader, inRejection, inClose];
