import { Buffer } from "node:buffer";
import type { EventOp } from "../../history/op.ts";
import type { Random } from "../../plan/random.ts";
import { canariesIn } from "../../ownership/search.ts";
import { createDraft } from "./draft.ts";
import { convictions, type Impossible, impossible, type Injection } from "./injection.ts";
import { withData } from "./messages.ts";
import { leak } from "./misrouting.ts";
import { inSomeRun, lacking, others, pick, shuffled } from "./places.ts";
import type { Moment, Scene, SceneRun } from "./scene.ts";
import { ADVICE } from "./telling.ts";
import { frame } from "./waiting.ts";

const SILENT =
  "no event by itself brings back what its user wrote, so that his text cannot be told from another's";

export const payloadSwap: Injection = {
  id: "payload-swap",
  breaks: "the envelope is right, and the payload another user's",
  must: convictions("isolation/bleed"),
  along: convictions("content/no-echo", "pairing"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const moment = pick(
        random,
        run.moments.filter(([op]) => isEchoed(op, run)),
      );
      const source = moment && earlier(scene, random, run, moment);
      if (moment === undefined || source === undefined) return undefined;
      const draft = createDraft(scene);
      for (const op of moment) draft.edit(op, (own) => withData(own, source.op.event.data));
      return leak(draft, source.run, moment[0], run.owner, null);
    }) ?? unheard(scene),
};

export const cacheWithoutTenant: Injection = {
  id: "cache-without-tenant",
  breaks: "an answer is cached by its question, without the user: two others get one user's answer",
  must: convictions("isolation/bleed", "isolation/shared"),
  along: convictions("content/no-echo", "pairing"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const end = answerOf(run);
      if (end === undefined) return undefined;
      const later = shuffled(random, scene.sound).filter((other) => {
        const last = answerOf(other)?.[0];
        return other.owner !== run.owner && last !== undefined && isLike(last, end[0]);
      });
      const [one, two] = [...new Map(later.map((other) => [other.owner, other])).values()];
      if (one === undefined) return undefined;
      const draft = createDraft(scene);
      for (const other of [one, ...(two === undefined ? [] : [two])]) {
        for (const op of answerOf(other) ?? []) {
          draft.edit(op, (own) => withData(own, end[0].event.data));
        }
      }
      return leak(draft, run, end[0], null, null);
    }) ?? unheard(scene),
};

export const bleedInError: Injection = {
  id: "bleed-in-error",
  breaks: "another user's text stands in the details of an error",
  must: convictions("isolation/bleed"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const to = pick(random, others(scene, "user", run.owner));
      const { canary } = run.send;
      const moment = pick(random, run.moments.slice(0, -1));
      if (to === undefined || canary === null || moment === undefined) return undefined;
      const seen = canary.toLowerCase();
      const text = JSON.stringify({ type: "error", code: "internal", message: `for ${seen}` });
      const draft = createDraft(scene);
      const op = { ...frame(to.connection, to.user, "error", text), code: "internal" };
      const bytes = Buffer.byteLength(text);
      draft.insert({ ...op, bytes, canaries: [seen] }, moment[0].time + SOON);
      return leak(draft, run, null, to.user);
    }) ?? lacking(scene, "only one user was connected", "--users 2"),
};

export const staleRun: Injection = {
  id: "stale-run",
  breaks: "a run's answer is the one of an earlier run of its user, in another thread",
  must: convictions("isolation/cross-run"),
  apply(scene, random) {
    const { memory } = scene.contract;
    const found = inSomeRun(scene, random, (run) => {
      const before = scene.sound.filter(
        ({ owner, send }) => owner === run.owner && send.index < run.send.index,
      );
      const source = pick(
        random,
        before.filter((other) => isRecalled(other, run, memory)),
      );
      const answer = source && answerOf(source)?.[0];
      const own = answerOf(run);
      if (answer === undefined || own === undefined || !isLike(own[0], answer)) return undefined;
      const draft = createDraft(scene);
      for (const op of own) draft.edit(op, (event) => withData(event, answer.event.data));
      const event = answer.event.type;
      const firing = { user: run.owner, run: run.id, victim: null, event };
      return { ops: draft.seal(), firing };
    });
    if (found !== undefined) return found;
    if (memory === "user") {
      return impossible(
        "the contract lets a run know of all runs of its user",
        '`memory: "thread"`',
      );
    }
    const several = scene.sound.some(({ owner, id }) =>
      scene.sound.some((other) => other.owner === owner && other.id !== id),
    );
    return several
      ? lacking(scene, SILENT, ADVICE.echo)
      : lacking(scene, "no user has two runs in different threads", "--runs 2");
  },
};

/** Why nobody can get another's text. */
function unheard(scene: Scene): Impossible {
  const owners = new Set(scene.sound.map(({ owner }) => owner));
  return owners.size === 1
    ? impossible("only one user has runs", "--users 2")
    : lacking(scene, SILENT, ADVICE.echo);
}

/** Milliseconds after the owner's event. */
const SOON = 0.01;

/** The same type of event of another user, from an earlier time, with his own text in it. */
function earlier(
  scene: Scene,
  random: Random,
  run: SceneRun,
  [op]: Moment,
): { readonly op: EventOp; readonly run: SceneRun } | undefined {
  for (const other of shuffled(random, scene.sound)) {
    if (other.owner === run.owner) continue;
    const same = other.moments.find(
      ([theirs]) =>
        theirs.event.type === op.event.type && theirs.time < op.time && isEchoed(theirs, other),
    );
    if (same !== undefined) return { op: same[0], run: other };
  }
  return undefined;
}

/** The last event of a run that brings its user's text back; it need not be the one that ends it. */
function answerOf(run: SceneRun): Moment | undefined {
  return run.moments.findLast(([op]) => isEchoed(op, run));
}

/** Whether an event may have been given what an earlier one of the same type held. */
function isLike(op: EventOp, before: EventOp): boolean {
  return op.event.type === before.event.type && op.time > before.time;
}

/** Whether an event holds the text of its run's user, where it is kept. */
function isEchoed(op: EventOp, { send }: SceneRun): boolean {
  if (send.canary === null || op.truncated === true) return false;
  return canariesIn(JSON.stringify(op.event.data)).includes(send.canary.toLowerCase());
}

function isRecalled(source: SceneRun, run: SceneRun, memory: "none" | "thread" | "user"): boolean {
  if (answerOf(source) === undefined || memory === "user") return false;
  return memory === "none" || source.send.thread !== run.send.thread;
}
