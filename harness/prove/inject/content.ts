import type { EventOp } from "../../history/op.ts";
import { canariesIn } from "../../ownership/search.ts";
import { newId } from "./copies.ts";
import { createDraft } from "./draft.ts";
import { type Blind, convictions, type Injection } from "./injection.ts";
import { withData } from "./messages.ts";
import { inSomeRun, lacking, pick } from "./places.ts";
import type { Scene, SceneRun } from "./scene.ts";
import { ADVICE } from "./telling.ts";

export const emptyText: Injection = {
  id: "empty-text",
  breaks: "a text that must say something is empty",
  must: convictions("content/empty-text", "content/schema"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const whole = run.moments.filter((moment) => moment.every(({ truncated }) => !truncated));
      const places = whole.flatMap((moment) =>
        Object.entries(scene.contract.fields[moment[0].event.type] ?? {})
          .filter(([, rule]) => rule === "text")
          .map(([field]) => ({ moment, field })),
      );
      const place = pick(random, places);
      if (place === undefined) return undefined;
      const draft = createDraft(scene);
      for (const op of place.moment) {
        draft.edit(op, (own) => withData(own, { ...own.event.data, [place.field]: "" }));
      }
      const event = place.moment[0].event.type;
      const firing = { user: run.owner, run: run.id, victim: null, event };
      return { ops: draft.seal(), firing };
    }) ??
    lacking(
      scene,
      "the contract asks for no text in any event that came",
      '`fields: { <event>: { <field>: "text" } }` in the contract',
    ),
};

export const placeholder: Injection = {
  id: "placeholder",
  breaks: '"Task completed" stands in place of what answers the user',
  must: convictions("content/no-echo"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const texts = run.moments.filter((moment) => isAnswer(moment[0].event.data));
      if (texts.length === 0) return undefined;
      const draft = createDraft(scene);
      for (const op of texts.flat()) {
        draft.edit(op, (own) => withData(own, blanked(own.event.data) as typeof own.event.data));
      }
      const firing = { user: run.owner, run: run.id, victim: null, event: null };
      return { ops: draft.seal(), firing, blind: unechoed(scene, run) };
    }) ?? lacking(scene, "no event brings back what its user wrote", ADVICE.echo),
};

export const runIdDrift: Injection = {
  id: "run-id-drift",
  breaks: "the run id changes in the middle of a run",
  must: convictions("content/run-drift"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const places = [...run.moments.keys()].slice(1);
      const known = places.filter((at) => isKnown(run.moments[at]?.[0]));
      const from = pick(random, known.length > 0 ? known : places);
      const named = run.moments.every((moment) => moment.every(({ event }) => event.run !== null));
      if (from === undefined || !named) return undefined;
      const other = newId(random);
      const draft = createDraft(scene);
      for (const op of run.moments.slice(from).flat()) {
        draft.edit(op, (own) => ({ ...own, event: { ...own.event, run: other } }));
      }
      const firing = { user: run.owner, run: run.id, victim: null, event: null };
      const why = "nothing but its run id says whose an event is";
      const blind =
        known.length > 0 ? null : { why, advice: "let each event name its user (user_id)" };
      return { ops: draft.seal(), firing, blind };
    }) ?? lacking(scene, "events name no run, or runs have but one event", ADVICE.run),
};

export const noUserId: Injection = {
  id: "no-user-id",
  breaks: "an event does not name its user",
  must: convictions("content/missing-user"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const moment = pick(
        random,
        run.moments.filter(([{ event }]) => event.user !== null),
      );
      if (moment === undefined) return undefined;
      const draft = createDraft(scene);
      for (const op of moment) {
        draft.edit(op, (own) => ({ ...own, event: { ...own.event, user: null } }));
      }
      const demanded =
        scene.contract.envelope.includes("user") || scene.header.dialect.provides.user === "always";
      const blind = demanded
        ? null
        : {
            why: "the contract does not demand it",
            advice: '`envelope: ["user"]` in the contract',
          };
      const event = moment[0].event.type;
      const firing = { user: run.owner, run: run.id, victim: null, event };
      return { ops: draft.seal(), firing, blind };
    }) ?? lacking(scene, "events name no user", "let each event name its user (user_id)"),
};

/** Why nobody would miss the user's own text; null: it is missed. */
function unechoed({ contract }: Scene, run: SceneRun): Blind | null {
  const { echo } = contract;
  if (echo !== "required") {
    return { why: `the contract says echo: "${echo}"`, advice: ADVICE.echo };
  }
  const around = run.moments.flat().some(({ canaries = [], event }) => {
    const inside = canariesIn(JSON.stringify(event.data));
    return canaries.some((canary) => !inside.includes(canary));
  });
  if (!around) return null;
  return {
    why: "the user's text comes back outside of the payloads, too",
    advice: "map the payload so that it holds all that answers the user (`receive.data`)",
  };
}

/** Whether an event says whose it is beside its run id. */
function isKnown(op: EventOp | undefined): boolean {
  if (op === undefined) return false;
  const { user, thread, data } = op.event;
  return user !== null || thread !== null || isAnswer(data);
}

function isAnswer(data: unknown): boolean {
  return canariesIn(JSON.stringify(data)).length > 0;
}

/** Every text that holds what the user wrote becomes the same nothing. */
function blanked(value: unknown): unknown {
  if (typeof value === "string") return isAnswer(value) ? "Task completed." : value;
  if (Array.isArray(value)) return value.map(blanked);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, blanked(held)]));
}
