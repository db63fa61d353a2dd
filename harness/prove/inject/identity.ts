import type { OpenOp } from "../../history/op.ts";
import { createDraft } from "./draft.ts";
import { convictions, impossible, type Impossible, type Injection } from "./injection.ts";
import { lacking, others, pick } from "./places.ts";
import type { Scene } from "./scene.ts";
import { frame } from "./waiting.ts";

export const wrongSubject: Injection = {
  id: "wrong-subject",
  breaks: "the welcome names another user",
  must: convictions("identity/wrong-subject"),
  apply(scene, random) {
    const welcome = pick(
      random,
      scene.ops
        .filter((op) => op.type === "frame")
        .filter(
          ({ kind, user, subject }) => kind === "welcome" && user !== null && subject === user,
        ),
    );
    if (welcome === undefined) {
      const advice = "welcome each connection with its user (connection_established, user_id)";
      return impossible("the server does not say for whom it takes a connection", advice);
    }
    const other = pick(random, others(scene, "user", welcome.user ?? ""))?.user;
    if (other === undefined) return lacking(scene, "only one user was connected", "--users 2");
    const draft = createDraft(scene);
    draft.edit(welcome, (op) => ({ ...op, subject: other }));
    const firing = { user: welcome.user, run: null, victim: other, event: null };
    return { ops: draft.seal(), firing };
  },
};

export const acceptAnyToken: Injection = {
  id: "accept-any-token",
  breaks: "a bad token is let in",
  must: convictions("identity/probe-accepted"),
  apply(scene, random) {
    const probe = pick(random, refused(scene));
    if (probe === undefined) return noProbe(scene);
    const draft = createDraft(scene);
    draft.edit(probe, upgraded);
    const { connection } = probe;
    const welcomes = scene.header.dialect.provides.welcome === "always";
    const subject = scene.header.plan.users[0]?.id ?? null;
    const text = JSON.stringify({ type: "connection_established", user_id: subject });
    if (welcomes) {
      draft.insert({ ...frame(connection, null, "welcome", text), subject }, probe.time + SOON);
    }
    const counts = welcomes ? { frames: 0, bytes: 0 } : NOTHING;
    const close = { type: "close", connection, user: null, code: 1000, reason: "" } as const;
    const until = probe.time + (welcomes ? 2 * SOON : HOLD);
    draft.insert({ ...close, by: "harness", ...counts }, until);
    draft.busyUntil(until - scene.header.linger);
    return { ops: draft.seal(), firing: { user: null, run: null, victim: null, event: null } };
  },
};

export const wrongCode: Injection = {
  id: "wrong-code",
  breaks: "a bad token is refused with 1011, where 1008 is due",
  must: convictions("identity/probe-status"),
  apply(scene, random) {
    const probe = pick(random, refused(scene));
    if (probe === undefined) return noProbe(scene);
    const draft = createDraft(scene);
    draft.edit(probe, upgraded);
    const { connection } = probe;
    const close = { type: "close", connection, user: null, code: 1011, reason: "" } as const;
    draft.insert({ ...close, by: "server", ...NOTHING }, probe.time + SOON);
    return { ops: draft.seal(), firing: { user: null, run: null, victim: null, event: null } };
  },
};

/** Milliseconds until the server says something. */
const SOON = 2;

/** How long the crowd holds a bad credential that was let in, in milliseconds. */
const HOLD = 1_001;

const NOTHING = { frames: 0, bytes: 0 } as const;

/** Bad tokens that were properly refused before the upgrade. */
function refused({ header, probes }: Scene): readonly OpenOp[] {
  return header.verifies ? probes.filter(({ outcome }) => outcome === "rejected") : [];
}

function noProbe({ header }: Scene): Impossible {
  return header.verifies
    ? impossible("no bad token was tried and refused before the upgrade")
    : impossible(
        "bad tokens are not tried",
        "declare that the target verifies them: `auth.verifies`",
      );
}

function upgraded(open: OpenOp): OpenOp {
  const { canaries: _canaries, tokens: _tokens, ...rest } = open;
  return { ...rest, outcome: "open", status: 101, reason: null };
}
