import type { EventOp, Unstamped } from "../../history/op.ts";
import type { Random } from "../../plan/random.ts";
import { again, enveloped, newId, reworded } from "./copies.ts";
import { createDraft } from "./draft.ts";
import {
  type Blind,
  convictions,
  type Impossible,
  type Injected,
  type Injection,
} from "./injection.ts";
import { noSecondTab } from "./loss.ts";
import { inSomeRun, lacking, lastOf, pick } from "./places.ts";
import type { Moment, Scene, SceneRun } from "./scene.ts";
import { ADVICE, uncopied, unnamed } from "./telling.ts";

/** Milliseconds between an event and its copy: still before the next event, mostly. */
const SOON = 0.01;

/** Of the linger. */
const LATE = 0.7;

export const dupSameId: Injection = {
  id: "dup-same-id",
  breaks: "an event comes twice, under the same id",
  must: convictions("duplication/repeat"),
  apply: (scene, random) =>
    copied(scene, random, {
      blind: (op) => uncopied(scene, op, true),
    }),
};

export const dupNewId: Injection = {
  id: "dup-new-id",
  breaks: "an event comes again under a new id",
  must: convictions("duplication/re-id"),
  apply: (scene, random) =>
    copied(scene, random, {
      needsId: true,
      change: (op, id) => enveloped(op, { id }),
      blind: (op) => uncopied(scene, op, false),
    }),
};

export const dupLate: Injection = {
  id: "dup-late",
  breaks: "a copy of an event comes long after, at 70 % of the linger",
  must: convictions("duplication/repeat"),
  apply: (scene, random) =>
    copied(scene, random, {
      at: (run) => (lastOf(run)?.[0].time ?? 0) + scene.header.linger * LATE,
      blind: (op) => unnamed(op) ?? uncopied(scene, op, true),
    }),
};

export const equivocate: Injection = {
  id: "equivocate",
  breaks: "two events with other payloads come under one id",
  must: convictions("duplication/equivocation"),
  apply: (scene, random) =>
    copied(scene, random, {
      needsId: true,
      change: (op) => reworded(op, new Set()),
      blind: () => null,
    }),
};

export const twoEmitters: Injection = {
  id: "two-emitters",
  breaks: "two emitters send one run: its start and its end come twice",
  must: convictions("duplication/repeat", "duplication/re-id", "finality/two-terminals"),
  along: convictions("duplication/repeat", "duplication/re-id", "finality/two-terminals"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const start = run.moments[0];
      const end = lastOf(run);
      if (start === undefined || end === undefined || start === end) return undefined;
      const draft = createDraft(scene);
      for (const moment of [start, end]) {
        const id = newId(random);
        for (const op of moment) draft.insert(enveloped(again(scene, op), { id }), op.time + SOON);
      }
      return {
        ops: draft.seal(),
        firing: { user: run.owner, run: run.id, victim: null, event: null },
        blind: uncopied(scene, end[0], false),
      };
    }) ?? lacking(scene, "no run has two events or more"),
};

export const tabDoubled: Injection = {
  id: "tab-doubled",
  breaks: "one of a user's tabs gets everything twice",
  must: convictions("duplication/repeat"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const tab = pick(random, run.moments[0]?.slice(1) ?? [])?.connection;
      if (tab === undefined) return undefined;
      const draft = createDraft(scene);
      const doubled = run.moments.flat().filter(({ connection }) => connection === tab);
      for (const op of doubled) draft.insert(again(scene, op), op.time + SOON);
      const blinds = doubled.map((op) => uncopied(scene, op, true));
      const blind = blinds.includes(null) ? null : (blinds[0] ?? null);
      const firing = { user: run.owner, run: run.id, victim: null, event: null };
      return { ops: draft.seal(), firing, blind };
    }) ?? noSecondTab(scene),
};

interface Copying {
  readonly needsId?: boolean;
  /** When the copy comes; right after the event, unless it is said. */
  readonly at?: (run: SceneRun) => number;
  readonly change?: (op: Unstamped<EventOp>, id: string) => Unstamped<EventOp>;
  readonly blind: (op: EventOp) => Blind | null;
}

/** Another of an event that does not end its run. */
function copied(scene: Scene, random: Random, how: Copying): Injected | Impossible {
  const found = inSomeRun(scene, random, (run) => {
    const fitting = run.moments.slice(0, -1).filter(([op]) => !how.needsId || op.event.id !== null);
    const moment: Moment | undefined = pick(random, fitting);
    if (moment === undefined) return undefined;
    const id = newId(random);
    const draft = createDraft(scene);
    for (const op of moment) {
      const copy = again(scene, op);
      draft.insert(how.change?.(copy, id) ?? copy, how.at?.(run) ?? op.time + SOON);
    }
    const event = moment[0].event.type;
    const firing = { user: run.owner, run: run.id, victim: null, event };
    return { ops: draft.seal(), firing, blind: how.blind(moment[0]) };
  });
  if (found !== undefined) return found;
  return how.needsId === true
    ? lacking(scene, "events have no id", ADVICE.id)
    : lacking(scene, "no run has an event before its last");
}
