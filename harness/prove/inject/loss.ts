import { isFixed } from "../../contract/grammar-facts.ts";
import { createDraft } from "./draft.ts";
import { cut } from "./cut.ts";
import { type Injected, type Injection, impossible, convictions } from "./injection.ts";
import { inSomeRun, lacking, lastOf, noSoundRun, pick } from "./places.ts";
import type { Scene, SceneRun } from "./scene.ts";
import { unmissed } from "./telling.ts";
import { giveUp } from "./waiting.ts";

export const dropMiddle: Injection = {
  id: "drop-middle",
  breaks: "one event in the middle of a run is lost",
  must: convictions("completeness/hole"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const at = pick(random, middles(run));
      return at === undefined ? undefined : dropped(scene, run, at);
    }) ?? lacking(scene, "no run has three events or more"),
};

export const dropTail: Injection = {
  id: "drop-tail",
  breaks: "the last event before the end of a run is lost",
  must: convictions("completeness/tail"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) =>
      run.moments.length < 2 ? undefined : dropped(scene, run, run.moments.length - 2),
    ) ?? lacking(scene, "no run has an event before its last"),
};

export const dropTerminal: Injection = {
  id: "drop-terminal",
  breaks: "the end of a run is lost, and the socket stays open",
  must: convictions("completeness/tail", "deadline/total", "deadline/gap"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const end = lastOf(run);
      const before = run.moments.at(-2)?.[0];
      if (end === undefined || before === undefined) return undefined;
      const draft = createDraft(scene);
      for (const op of end) draft.remove(op);
      giveUp(draft, scene, run, before.time);
      const { type: event } = end[0].event;
      return { ops: draft.seal(), firing: { user: run.owner, run: run.id, victim: null, event } };
    }) ?? lacking(scene, "no run has an event before its last"),
};

export const blackHole: Injection = {
  id: "black-hole",
  breaks: "a run is accepted and never starts",
  must: convictions("completeness/whole-run"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const draft = createDraft(scene);
      for (const op of run.moments.flat()) draft.remove(op);
      const sign = run.ops.findLast(({ type }) => type === "frame") ?? run.send;
      giveUp(draft, scene, run, draft.timeOf(sign));
      return wholeRun(draft.seal(), run);
    }) ?? noSoundRun(scene),
};

export const closeMidRun: Injection = {
  id: "close-mid-run",
  breaks: "the server closes the connection in the middle of a run (1000)",
  must: convictions("completeness/truncated", "connection/unexplained-close"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const seat = scene.seats.find(({ connection }) => connection === run.send.connection);
      const last = pick(random, run.moments.slice(0, -1))?.find(
        ({ connection }) => connection === seat?.connection,
      );
      if (seat === undefined || last === undefined) return undefined;
      const draft = createDraft(scene);
      cut(draft, scene, seat, last.time, { code: 1000, by: "server" });
      return wholeRun(draft.seal(), run);
    }) ?? lacking(scene, "no run has an event before its last"),
};

export const deafUser: Injection = {
  id: "deaf-user",
  breaks: "one user never gets anything",
  must: convictions("completeness/whole-run"),
  apply(scene, random) {
    const run = pick(random, scene.sound);
    if (run === undefined) return noSoundRun(scene);
    return wholeRun(deafened(scene, new Set([run.owner])), run);
  },
};

export const newestOnly: Injection = {
  id: "newest-only",
  breaks: "a shared handler: only the newest connection receives",
  must: convictions("completeness/whole-run"),
  apply(scene, random) {
    const users = new Set(scene.sound.map(({ owner }) => owner));
    const [newest] = seatsInOrder(scene).filter(({ user }) => users.has(user));
    if (newest === undefined) return noSoundRun(scene);
    users.delete(newest.user);
    const fired = pick(
      random,
      scene.sound.filter(({ owner }) => users.has(owner)),
    );
    if (fired === undefined) return impossible("only one user has runs", "--users 2");
    return everybodys(deafened(scene, users), fired);
  },
};

export const tabMissed: Injection = {
  id: "tab-missed",
  breaks: "one of a user's tabs misses events that the others get",
  must: convictions("completeness/hole", "completeness/tail", "completeness/whole-run"),
  apply: (scene, random) =>
    inSomeRun(scene, random, (run) => {
      const tab = pick(random, run.moments[0]?.slice(1) ?? [])?.connection;
      if (tab === undefined) return undefined;
      const from = pick(random, middles(run));
      if (from === undefined) return undefined;
      // One event, or all from there on.
      const missed = run.moments.slice(from, random.next() < 0.5 ? from + 1 : undefined);
      const draft = createDraft(scene);
      for (const op of missed.flat()) if (op.connection === tab) draft.remove(op);
      const blinds = missed.map(([op]) => unmissed(scene, run, op.event.type));
      return {
        ops: draft.seal(),
        firing: { user: run.owner, run: run.id, victim: null, event: null },
        blind: blinds.includes(null) ? null : (blinds[0] ?? null),
      };
    }) ?? noSecondTab(scene),
};

/** Why nothing can go wrong at a second tab. */
export function noSecondTab(scene: Scene) {
  return lacking(
    scene,
    "no user has a second connection that must get everything, too",
    '--tabs 2, with `fanout: "all"` in the contract',
  );
}

/** Events that neither begin nor end a run, nor stand before its end. */
function middles({ moments }: SceneRun): readonly number[] {
  const inner = [...moments.keys()].slice(1, -2);
  return inner.length > 0 ? inner : [...moments.keys()].slice(0, -2);
}

function dropped(scene: Scene, run: SceneRun, at: number): Injected {
  const draft = createDraft(scene);
  const moment = run.moments[at] ?? [];
  for (const op of moment) draft.remove(op);
  const [op] = moment;
  const blind = op === undefined ? null : unmissed(scene, run, op.event.type);
  const firing = { user: run.owner, run: run.id, victim: null, event: op?.event.type ?? null };
  const lost = { ops: draft.seal(), firing, blind };
  // Where the sequence is free, nobody knows at which place the end of a call was due.
  return isFixed(scene.contract) ? lost : { ...lost, must: ANYWHERE };
}

const ANYWHERE = convictions("completeness/hole", "completeness/tail");

function deafened(scene: Scene, users: ReadonlySet<string>): Injected["ops"] {
  const draft = createDraft(scene);
  for (const run of scene.runs) {
    if (!users.has(run.owner)) continue;
    for (const op of run.ops) if (op.type !== "send") draft.remove(op);
    if (run.moments.length > 0) giveUp(draft, scene, run, draft.timeOf(run.send));
  }
  return draft.seal();
}

function wholeRun(ops: Injected["ops"], { owner, id }: SceneRun): Injected {
  return { ops, firing: { user: owner, run: id, victim: null, event: null } };
}

function everybodys(ops: Injected["ops"], { id }: SceneRun): Injected {
  return { ops, firing: { user: null, run: id, victim: null, event: null } };
}

/** The newest connection first. */
function seatsInOrder({ seats }: Scene) {
  return seats.toSorted((a, b) => b.open.index - a.open.index);
}
