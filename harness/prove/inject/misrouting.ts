import type { EventOp } from "../../history/op.ts";
import { enveloped, sentTo } from "./copies.ts";
import { createDraft, type Draft } from "./draft.ts";
import { type Blind, convictions, impossible, type Injection } from "./injection.ts";
import { inSomeRun, lacking, others, pick, shuffled } from "./places.ts";
import type { Moment, Scene, SceneRun } from "./scene.ts";
import { ADVICE } from "./telling.ts";

const NO_OTHER = "only one user was connected";

export const misroute: Injection = {
  id: "misroute",
  breaks: "an event goes to another user, its envelope unchanged",
  must: convictions("isolation/misroute"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const to = pick(random, others(scene, "user", run.owner));
      const moment = pick(random, run.moments.slice(0, -1));
      if (to === undefined || moment === undefined) return undefined;
      const draft = createDraft(scene);
      for (const op of moment) draft.remove(op);
      draft.insert(sentTo(scene, moment[0], to), moment[0].time);
      return leak(draft, run, moment[0], to.user);
    }) ?? lacking(scene, NO_OTHER, "--users 2"),
};

export const misrouteRewritten: Injection = {
  id: "misroute-rewritten",
  breaks: "an event goes to another user, its envelope rewritten to him",
  must: convictions("isolation/shared", "isolation/bleed", "isolation/misroute"),
  // Where the event is one end of a call, half a call is left at both users.
  along: convictions("clock/backwards", "completeness", "pairing"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const moment = pick(random, run.moments.slice(0, -1));
      if (moment === undefined) return undefined;
      const other = pick(random, openAt(scene, moment[0].time, run.owner));
      const seat = others(scene, "user").find(({ user }) => user === other?.owner);
      if (other === undefined || seat === undefined) return undefined;
      const { thread } = other.moments[0]?.[0].event ?? { thread: null };
      const names = { run: other.id, thread, user: seat.user };
      const draft = createDraft(scene);
      // What keeps its text is moved; what only keeps its id is seen where it stands at both.
      if (hasText(moment, run)) for (const op of moment) draft.remove(op);
      draft.insert(enveloped(sentTo(scene, moment[0], seat), names), moment[0].time);
      const blind =
        hasText(moment, run) ||
        (scene.header.dialect.eventIds !== "run" && moment[0].event.id !== null)
          ? null
          : NOTHING_LEFT;
      return leak(draft, run, moment[0], seat.user, blind);
    }) ?? lacking(scene, "no two users had runs open at once", "--users 2, or more runs at once"),
};

export const broadcastOne: Injection = {
  id: "broadcast-one",
  breaks: "one event goes to everybody",
  must: convictions("isolation/shared"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const all = [...others(scene, "user", run.owner), ...others(scene, "sentinel")];
      if (all.length < 2) return undefined;
      const moment = pick(random, run.moments.slice(0, -1));
      if (moment === undefined) return undefined;
      const draft = createDraft(scene);
      for (const seat of all) draft.insert(sentTo(scene, moment[0], seat), moment[0].time + SOON);
      return leak(draft, run, moment[0], null);
    }) ?? lacking(scene, "fewer than three users and sentinels were connected", "--users 3"),
};

export const sentinelLeak: Injection = {
  id: "sentinel-leak",
  breaks: "idle users receive others' events",
  must: convictions("isolation/misroute", "isolation/shared"),
  apply: (scene, random) =>
    others(scene, "sentinel").length === 0
      ? impossible("nobody was connected who starts nothing", "--sentinels 2")
      : (inSomeRun(scene, random, (run) => {
          const moment = pick(random, run.moments.slice(0, -1));
          if (moment === undefined) return undefined;
          const draft = createDraft(scene);
          for (const seat of others(scene, "sentinel")) {
            draft.insert(sentTo(scene, moment[0], seat), moment[0].time + SOON);
          }
          return leak(draft, run, moment[0], null);
        }) ?? lacking(scene, "no run has an event before its last")),
};

export const idFolding: Injection = {
  id: "id-folding",
  breaks: "two users whose ids differ only in case or at the end share a slot",
  must: convictions("isolation/misroute", "isolation/shared"),
  apply(scene, random) {
    const found = inSomeRun(scene, random, (run) => {
      const twin = shuffled(random, scene.seats).find(({ user }) => folds(user, run.owner));
      if (twin === undefined) return undefined;
      const draft = createDraft(scene);
      for (const [op] of run.moments) draft.insert(sentTo(scene, op, twin), op.time + SOON);
      return leak(draft, run, null, twin.user);
    });
    const advice = "two accounts whose ids differ only in case or in their last character";
    return found ?? lacking(scene, "no two ids of these users nearly collide", advice);
  },
};

/** Milliseconds after the owner's. */
const SOON = 0.01;

const NOTHING_LEFT: Blind = {
  why: "nothing of its owner is left in such an event: neither an id of its own nor his text",
  advice: `${ADVICE.id}, unique over all runs: \`eventIds: "global"\` in the dialect`,
};

/** @param op the event that leaked; null: several */
export function leak(
  draft: Draft,
  run: SceneRun,
  op: EventOp | null,
  user: string | null,
  blind: Blind | null = op === null ? null : anonymous(op),
) {
  const firing = { user, run: run.id, victim: run.owner, event: op?.event.type ?? null };
  return { ops: draft.seal(), firing, blind };
}

/** Why nobody can tell whose an event is; null: it says so. */
function anonymous({ event, canaries }: EventOp): Blind | null {
  const { run, user, thread } = event;
  if (run !== null || user !== null || thread !== null || canaries !== undefined) return null;
  return {
    why: "events say neither which run nor which user they belong to",
    advice: `${ADVICE.run}, or its user (user_id)`,
  };
}

function hasText(moment: Moment, { send }: SceneRun): boolean {
  return send.canary !== null && moment[0].canaries?.includes(send.canary) === true;
}

/** Runs of others that were open at a time. */
function openAt({ sound }: Scene, time: number, but: string): readonly SceneRun[] {
  return sound.filter(({ owner, send, moments }) => {
    const end = moments.at(-1)?.[0].time ?? 0;
    return owner !== but && send.time < time && time < end;
  });
}

/** Whether a careless server may take one id for the other. */
function folds(a: string, b: string): boolean {
  if (a === b) return false;
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x === y || (x.length !== y.length && (x.startsWith(y) || y.startsWith(x)));
}
