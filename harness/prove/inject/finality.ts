import { spanParts } from "../../contract/span-types.ts";
import type { Random } from "../../plan/random.ts";
import { again, enveloped, newId, reworded } from "./copies.ts";
import { createDraft } from "./draft.ts";
import { convictions, type Impossible, type Injected, type Injection } from "./injection.ts";
import { withData } from "./messages.ts";
import { renumbered } from "./order.ts";
import { inSomeRun, lacking, lastOf, pick } from "./places.ts";
import type { Scene } from "./scene.ts";
import { unnamed } from "./telling.ts";

export const ghostAfterEnd: Injection = {
  id: "ghost-after-end",
  breaks: "an event comes 50 ms after the end of its run",
  must: convictions("finality/ghost"),
  apply: (scene, random) => ghost(scene, random, Math.min(50, scene.header.linger / 2)),
};

export const lateGhost: Injection = {
  id: "late-ghost",
  breaks: "an event comes long after the end of its run, at 70 % of the linger",
  must: convictions("finality/ghost"),
  apply: (scene, random) => ghost(scene, random, scene.header.linger * 0.7),
};

export const twoTerminals: Injection = {
  id: "two-terminals",
  breaks: "a run fails, and ends well after that",
  must: convictions("finality/two-terminals"),
  along: convictions("completeness/errored"),
  apply: (scene, random) => {
    const [type] = scene.contract.terminal.error;
    if (type === undefined) {
      return lacking(
        scene,
        "the contract knows no event for a run that failed",
        "`terminal.error`",
      );
    }
    return (
      inSomeRun(scene, random, (run) => {
        const end = lastOf(run);
        if (end === undefined) return undefined;
        const draft = createDraft(scene);
        const id = newId(random);
        for (const [reader, op] of end.entries()) {
          const before = run.moments.at(-2)?.[reader]?.time ?? run.send.time;
          const failed = enveloped(again(scene, op), { id });
          const data = { code: "internal", message: "The agent failed." };
          draft.insert(withData(failed, data, { type }), (before + op.time) / 2);
          draft.edit(op, (event) => renumbered(event, 1));
        }
        const firing = { user: run.owner, run: run.id, victim: null, event: null };
        return { ops: draft.seal(), firing };
      }) ?? lacking(scene, "no run has an end")
    );
  },
};

/** Something new of a run that is over. */
function ghost(scene: Scene, random: Random, after: number): Injected | Impossible {
  const parts = spanParts(scene.contract.spans);
  return (
    inSomeRun(scene, random, (run) => {
      const end = lastOf(run);
      const inner = run.moments.slice(0, -1);
      const free = inner.filter(([op]) => !parts.has(op.event.type));
      const moment = pick(random, free.length > 0 ? free : inner);
      if (end === undefined || moment === undefined) return undefined;
      const draft = createDraft(scene);
      const id = newId(random);
      for (const [reader, op] of moment.entries()) {
        const last = end[reader] ?? end[0];
        const seq = last.event.seq === null ? null : last.event.seq + 1;
        const at = last.event.at === null ? null : Math.round(last.event.at + after);
        const late = enveloped(reworded(again(scene, op), new Set()), { id, seq, at });
        draft.insert(late, last.time + after);
      }
      const event = moment[0].event.type;
      const firing = { user: run.owner, run: run.id, victim: null, event };
      return { ops: draft.seal(), firing, blind: unnamed(moment[0]) };
    }) ?? lacking(scene, "no run has an event before its last")
  );
}
