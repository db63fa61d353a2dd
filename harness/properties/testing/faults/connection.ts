import type { PlannedUser } from "../../../plan/plan.ts";
import { firstConnectionOf, lastOf, otherOf } from "../events.ts";
import type { Expected, Fault, Ground } from "../fault.ts";
import { crowded, saying } from "../fit.ts";
import { type Delivery, message } from "../wire.ts";

type Blame = Pick<Expected, "users" | "victim" | "run" | "events" | "guilty">;

/** It concerns this connection's user, and no run. */
const at = (user: string | null): Blame => ({
  users: [user],
  victim: null,
  run: null,
  events: [null],
  guilty: [],
});

function chosen({ world: { plan }, place }: Ground): PlannedUser | undefined {
  return plan.users[place.run % plan.users.length];
}

/** The welcome names another user, or somebody whom nobody knows. */
const wrongSubject: Fault = {
  id: "wrong-welcome",
  fit: (script) => saying(crowded(script, { users: 2 }), { welcome: "promised" }),
  greet(welcome, ground, connection) {
    const user = chosen(ground);
    if (user === undefined || firstConnectionOf(ground, user) !== connection) return null;
    const other = ground.place.oneTab ? null : otherOf(ground, user.id, false).id;
    return {
      welcome: { ...welcome, user_id: other ?? "stranger" },
      expected: { ...at(user.id), kinds: ["identity/wrong-subject"], victim: other },
    };
  },
};

const noWelcome: Fault = {
  id: "no-welcome",
  // An error in place of a welcome is a refusal.
  fit: (script) => ({ ...saying(script, { welcome: "promised" }), noise: [] }),
  greet(_welcome, ground, connection) {
    const user = chosen(ground);
    if (user === undefined || firstConnectionOf(ground, user) !== connection) return null;
    return { welcome: null, expected: { ...at(user.id), kinds: ["connection/handshake"] } };
  },
};

const admitted: Fault = {
  id: "accept-any-token",
  fit: (script) => ({ ...script, crowd: { ...script.crowd, probes: ["status"] } }),
  knock: () => ({
    answer: "admit",
    expected: { ...at(null), kinds: ["identity/probe-accepted"] },
  }),
};

const improper: Fault = {
  id: "improper-refusal",
  fit: (script) => ({ ...script, crowd: { ...script.crowd, probes: ["status"] } }),
  knock: () => ({
    answer: { status: 500, body: "" },
    expected: { ...at(null), kinds: ["identity/probe-status"] },
  }),
};

/** Somebody who does nothing is thrown out. */
const thrownOut: Fault = {
  id: "unexplained-close",
  fit: (script) => ({ ...crowded(script, { sentinels: 1 }), drains: false }),
  strike(deliveries, site) {
    const sentinel = site.world.plan.users.find(({ role }) => role === "sentinel");
    const last = lastOf(deliveries);
    if (sentinel === undefined || last === null) return null;
    const proper = site.place.oneTab;
    const close: Delivery = {
      ...message(firstConnectionOf(site, sentinel), 40, {}),
      body: proper
        ? { close: 1000, by: "server", reason: "bye" }
        : { close: 1006, by: "network", reason: "" },
    };
    return {
      deliveries: [...deliveries, close],
      expected: {
        ...at(sentinel.id),
        kinds: [proper ? "connection/unexplained-close" : "connection/abnormal-close"],
        guilty: [close],
      },
    };
  },
};

const wrongGoodbye: Fault = {
  id: "wrong-goodbye",
  fit: (script) => ({ ...script, drains: true }),
  leave(ground) {
    const user = chosen(ground);
    const close: Delivery = {
      ...message(user === undefined ? 0 : firstConnectionOf(ground, user), 1, {}),
      body: { close: 1011, by: "server", reason: "" },
    };
    return {
      deliveries: [close],
      expected: {
        ...at(user?.id ?? null),
        kinds: ["connection/drain-code"],
        guilty: [close],
      },
    };
  },
};

export const CONNECTION = [wrongSubject, noWelcome, admitted, improper, thrownOut, wrongGoodbye];
