import { spanKey, spanParts } from "../../contract/span-types.ts";
import type { EventOp } from "../../history/op.ts";
import { again } from "./copies.ts";
import { createDraft } from "./draft.ts";
import { convictions, type Injected, type Injection } from "./injection.ts";
import { inSomeRun, lacking, pick } from "./places.ts";
import type { Moment, Scene, SceneRun } from "./scene.ts";
import { ADVICE, isCounted, isNumbered, unordered } from "./telling.ts";

export const swapNeighbours: Injection = {
  id: "swap-neighbours",
  breaks: "two neighbouring events are swapped",
  must: convictions("order"),
  along: convictions("clock/backwards"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const { moments } = run;
      const places = [...moments.keys()].slice(0, -2).filter((at) => differ(moments, at));
      const at = pick(random, places);
      if (at === undefined) return undefined;
      const order = [...moments.keys()].with(at, at + 1).with(at + 1, at);
      return reordered(scene, run, order);
    }) ?? lacking(scene, "no run has two neighbouring events of different types before its last"),
};

export const resultBeforeCall: Injection = {
  id: "result-before-call",
  breaks: "the end of a tool call comes before its beginning",
  must: convictions("order"),
  along: convictions("clock/backwards"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const call = pick(random, callsOf(scene, run));
      if (call === undefined) return undefined;
      const order = [...run.moments.keys()].filter((at) => at !== call.close);
      return reordered(scene, run, order.toSpliced(call.open, 0, call.close));
    }) ?? noCall(scene),
};

export const batchByType: Injection = {
  id: "batch-by-type",
  breaks: "the events of a run are flushed grouped by type, not by time",
  must: convictions("order"),
  along: convictions("clock/backwards", "pairing"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const { moments } = run;
      const type = (at: number): string => moments[at]?.[0].event.type ?? "";
      const inner = [...moments.keys()].slice(0, -1);
      // Groups in the reverse of the alphabet, so that no contract has them in its own order by chance.
      const grouped = inner.toSorted((a, b) =>
        type(a) < type(b) ? 1 : type(a) > type(b) ? -1 : 0,
      );
      if (grouped.every((at, place) => type(at) === type(place))) return undefined;
      return reordered(scene, run, [...grouped, moments.length - 1]);
    }) ?? lacking(scene, "no run has events of two types before its last"),
};

export const seqSkip: Injection = {
  id: "seq-skip",
  breaks: "a number is skipped, with nothing lost",
  must: convictions("order/skip", "completeness/hole", "completeness/tail"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const from = pick(random, [...run.moments.keys()].slice(1));
      if (from === undefined || !hasNumbers(run)) return undefined;
      const draft = createDraft(scene);
      for (const op of run.moments.slice(from).flat()) {
        draft.edit(op, (event) => renumbered(event, 1));
      }
      const blind = isNumbered(scene, run)
        ? null
        : { why: "numbers may be those of the connection: they are not promised", advice: PROMISE };
      const firing = { user: run.owner, run: run.id, victim: null, event: null };
      // Without a count a number that is not there is a lost event.
      return isCounted(scene, run)
        ? { ops: draft.seal(), firing, blind, must: convictions("order/skip") }
        : { ops: draft.seal(), firing, blind };
    }) ?? lacking(scene, "events have no numbers", ADVICE.order),
};

const PROMISE = 'promise them: `provides: { seq: "always" }` in the dialect';

/** The event with a number that is greater by so many. */
export function renumbered(op: EventOp, by: number): EventOp {
  const { seq } = op.event;
  return seq === null ? op : { ...op, event: { ...op.event, seq: seq + by } };
}

export interface CallPlace {
  /** Places of its beginning and its end among the moments of the run. */
  readonly open: number;
  readonly close: number;
  readonly id: string | null;
  readonly span: string;
}

/** Calls of a run that both begin and end, by their id, else first in first out. */
export function callsOf({ contract }: Scene, { moments }: SceneRun): readonly CallPlace[] {
  const parts = spanParts(contract.spans);
  const taken = new Set<number>();
  return [...moments.entries()].flatMap(([open, [{ event }]]): readonly CallPlace[] => {
    const part = parts.get(event.type);
    if (part?.does !== "open") return [];
    const { span, rule } = part;
    const id = spanKey(event.data, rule);
    const close = moments.findIndex(([other], at) => {
      if (at <= open || taken.has(at)) return false;
      const end = parts.get(other.event.type);
      return end?.span === span && end.does === "close" && spanKey(other.event.data, rule) === id;
    });
    taken.add(close);
    return close === -1 ? [] : [{ open, close, id, span }];
  });
}

export function noCall(scene: Scene) {
  return Object.keys(scene.contract.spans).length === 0
    ? lacking(scene, "the contract knows no calls", "name them in the contract: `spans`")
    : lacking(scene, "no run made a tool call", "ask the agent for something that needs a tool");
}

function hasNumbers({ moments }: SceneRun): boolean {
  return moments.flat().every(({ event }) => event.seq !== null);
}

function differ(moments: readonly Moment[], at: number): boolean {
  return moments[at]?.[0].event.type !== moments[at + 1]?.[0].event.type;
}

/** The run's events in another order, at the times at which its events came. */
function reordered(scene: Scene, run: SceneRun, order: readonly number[]): Injected {
  const draft = createDraft(scene);
  const { moments } = run;
  for (const [place, from] of order.entries()) {
    if (place === from) continue;
    for (const [reader, op] of (moments[from] ?? []).entries()) {
      draft.remove(op);
      draft.insert(again(scene, op), moments[place]?.[reader]?.time ?? op.time);
    }
  }
  const events = order.flatMap((at) => moments[at]?.[0] ?? []);
  return {
    ops: draft.seal(),
    firing: { user: run.owner, run: run.id, victim: null, event: null },
    blind: unordered(scene, run, events),
  };
}
