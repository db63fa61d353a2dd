import type { SpanRule } from "../../contract/contract.ts";
import type { Random } from "../../plan/random.ts";
import { again, enveloped, newId, reworded } from "./copies.ts";
import { createDraft, type Draft } from "./draft.ts";
import { convictions, type Injection } from "./injection.ts";
import { withData } from "./messages.ts";
import { type CallPlace, callsOf, noCall, renumbered } from "./order.ts";
import { inSomeRun, lacking, pick } from "./places.ts";
import type { Moment, Scene } from "./scene.ts";

export const openSpan: Injection = {
  id: "open-span",
  breaks: "a tool call is never ended",
  // Where the contract wants its end, or nothing numbers events, the end is a lost event first.
  must: convictions("pairing/open-span", "completeness/hole", "completeness/tail"),
  apply: (scene, random) =>
    atSomeResult(scene, random, -1, (draft, result) => {
      for (const op of result) draft.remove(op);
    }),
};

export const twoResults: Injection = {
  id: "two-results",
  breaks: "one tool call ends twice, with two results",
  must: convictions("pairing/two-results"),
  apply: (scene, random) =>
    atSomeResult(scene, random, 1, (draft, result, { span }) => {
      const id = newId(random);
      const kept = namesOf(scene.contract.spans[span]);
      for (const op of result) {
        const { seq } = op.event;
        const other = enveloped(reworded(again(scene, op), kept), {
          id,
          seq: seq === null ? null : seq + 1,
        });
        draft.insert(other, op.time + SOON);
      }
    }),
};

export const crossedCalls: Injection = {
  id: "crossed-calls",
  breaks: "two calls get each other's results, under the right ids",
  must: convictions("pairing/crossed"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const calls = callsOf(scene, run);
      const one = pick(random, calls);
      const other = pick(
        random,
        calls.filter(({ span, id }) => span === one?.span && id !== one.id),
      );
      const a = one === undefined ? undefined : run.moments[one.close];
      const b = other === undefined ? undefined : run.moments[other.close];
      if (one === undefined || a === undefined || b === undefined) return undefined;
      const rule = scene.contract.spans[one.span];
      const draft = createDraft(scene);
      exchange(draft, a, b, namesOf(rule));
      const blind =
        rule === undefined || rule.echoes.length > 0
          ? null
          : {
              why: "the contract does not say what a result repeats of its call",
              advice: "say it in the contract: `echoes: [{ open, close }]`",
            };
      const firing = { user: run.owner, run: run.id, victim: null, event: a[0].event.type };
      return { ops: draft.seal(), firing, blind };
    }) ??
    lacking(
      scene,
      "no run made two calls of one kind",
      "ask the agent for something that needs several tools, with a contract that allows it (`agentRun`)",
    ),
};

/** Something is done to the result of a call, and what follows it in its run bears numbers that are so much higher. */
function atSomeResult(
  scene: Scene,
  random: Random,
  higher: number,
  change: (draft: Draft, result: Moment, call: CallPlace) => void,
): ReturnType<Injection["apply"]> {
  const injected = inSomeRun(scene, random, (run) => {
    const call = pick(random, callsOf(scene, run));
    const result = call === undefined ? undefined : run.moments[call.close];
    if (call === undefined || result === undefined) return undefined;
    const draft = createDraft(scene);
    change(draft, result, call);
    for (const op of run.moments.slice(call.close + 1).flat()) {
      draft.edit(op, (event) => renumbered(event, higher));
    }
    const firing = { user: run.owner, run: run.id, victim: null, event: result[0].event.type };
    return { ops: draft.seal(), firing };
  });
  return injected ?? noCall(scene);
}

/** Milliseconds after the first result. */
const SOON = 0.01;

function namesOf(rule: SpanRule | undefined): ReadonlySet<string> {
  return new Set(rule === undefined ? [] : [rule.id, rule.label ?? rule.id]);
}

/** Each gets the other's payload, but for what names the call. */
function exchange(
  draft: ReturnType<typeof createDraft>,
  a: Moment,
  b: Moment,
  kept: ReadonlySet<string>,
): void {
  const merged = (own: Scene["ops"][number] & Moment[0], from: Moment[0]) => {
    const named = Object.entries(own.event.data).filter(([key]) => kept.has(key));
    const rest = Object.entries(from.event.data).filter(([key]) => !kept.has(key));
    return withData(own, Object.fromEntries([...named, ...rest]));
  };
  for (const op of a) draft.edit(op, (own) => merged(own, b[0]));
  for (const op of b) draft.edit(op, (own) => merged(own, a[0]));
}
