import type { Op } from "../../history/op.ts";
import { createDraft } from "./draft.ts";
import { convictions, impossible, type Impossible, type Injection } from "./injection.ts";
import { inSomeRun, lacking, pick } from "./places.ts";
import type { Scene } from "./scene.ts";
import { delay } from "./waiting.ts";

export const stall: Injection = {
  id: "stall",
  breaks: "a run stands still for longer than the limit, and then goes on in a burst",
  must: convictions("deadline/gap", "deadline/total"),
  apply(scene, random) {
    const { gap, total } = scene.contract.deadlines;
    const by = beyond(scene, gap ?? total, "gap");
    if (typeof by !== "number") return by;
    return (
      inSomeRun(scene, random, (run) => {
        const from = pick(random, [...run.moments.keys()].slice(1));
        if (from === undefined) return undefined;
        const draft = createDraft(scene);
        delay(draft, scene, run, { from, by });
        const firing = { user: run.owner, run: run.id, victim: null, event: null };
        return { ops: draft.seal(), firing };
      }) ?? lacking(scene, "no run has two events or more")
    );
  },
};

export const slowFirst: Injection = {
  id: "slow-first",
  breaks: "the first event of a run comes too late",
  must: convictions("deadline/first"),
  apply(scene, random) {
    const by = beyond(scene, scene.contract.deadlines.first, "first");
    if (typeof by !== "number") return by;
    return (
      inSomeRun(scene, random, (run) => {
        const draft = createDraft(scene);
        delay(draft, scene, run, { from: 0, by });
        const event = run.moments[0]?.[0].event.type ?? null;
        const firing = { user: run.owner, run: run.id, victim: null, event };
        return { ops: draft.seal(), firing };
      }) ?? lacking(scene, "no run has an event")
    );
  },
};

export const blockAll: Injection = {
  id: "block-all",
  breaks: "a blocking call: everybody stands still at once",
  must: convictions("deadline"),
  along: convictions("deadline"),
  apply(scene, random) {
    const { gap, total, first } = scene.contract.deadlines;
    const by = beyond(scene, gap ?? total ?? first, "gap");
    if (typeof by !== "number") return by;
    // A limit on the first event is broken where nothing has come yet.
    const from = gap === undefined && total === undefined ? 0 : 1;
    return (
      inSomeRun(scene, random, (run) => {
        const op = pick(random, run.moments.slice(from, from + 1))?.[0];
        if (op === undefined) return undefined;
        const draft = createDraft(scene);
        draft.shift(
          scene.ops.filter((other) => other.index >= op.index && !isPulse(other)),
          by,
        );
        draft.busyUntil((scene.closing ?? 0) - scene.header.linger + by);
        const firing = { user: null, run: run.id, victim: null, event: null };
        return { ops: draft.seal(), firing };
      }) ?? lacking(scene, "no run has two events or more")
    );
  },
};

export const clockBack: Injection = {
  id: "clock-back",
  breaks: "the server's time jumps back within a run",
  must: convictions("clock/backwards"),
  along: convictions("clock/skew"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const timed = run.moments.every((moment) => moment.every(({ event }) => event.at !== null));
      const from = pick(random, [...run.moments.keys()].slice(1));
      if (!timed || from === undefined) return undefined;
      const draft = createDraft(scene);
      for (const op of run.moments.slice(from).flat()) {
        draft.edit(op, (own) => ({
          ...own,
          event: { ...own.event, at: (own.event.at ?? 0) - BACK },
        }));
      }
      const event = run.moments[from]?.[0].event.type ?? null;
      const firing = { user: run.owner, run: run.id, victim: null, event };
      return { ops: draft.seal(), firing };
    }) ??
    lacking(
      scene,
      "events do not say when they were sent, or runs have but one",
      "stamp each event (timestamp)",
    ),
};

/** Milliseconds that a clock jumps back: as one hour of summer time does. */
const BACK = 3_600_000;

/** The harness's own, which goes on whoever blocks; and the closes, which come when all is over. */
function isPulse({ type }: Op): boolean {
  return type === "tick" || type === "health" || type === "end" || type === "close";
}

/** A delay that breaks a limit, and is still waited for. */
function beyond(scene: Scene, limit: number | undefined, name: string): number | Impossible {
  const { patience } = scene.header;
  if (limit === undefined) {
    return impossible("no limit is set", `\`deadlines: { ${name}: "5s" }\` in the contract`);
  }
  if (limit * 1.1 >= patience) {
    const why = `the limit (${limit} ms) is not below the patience (${patience} ms): a run that slow is a lost one`;
    return impossible(why, `--patience ${Math.ceil((2 * limit) / 1_000)}s`);
  }
  return Math.min(1.5 * limit, (limit + patience) / 2);
}
