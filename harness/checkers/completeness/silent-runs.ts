import { isAccepted } from "./acceptance.ts";
import type { Run, Scene } from "../scene/scene.ts";

/** Settled runs of which nothing was heard, until it shows whether they were accepted. */
export interface SilentRuns {
  add(run: Run): void;
  /** The history is over: all are decided. */
  finish(): void;
  /** Runs of which nobody knows whether they were accepted. Known after `finish`. */
  readonly unsure: number;
}

/** Runs that wait for what their connections will say, with all that is known of them. */
const KEPT = 10_000;

/** What waits on one connection, in the order of its sends. */
interface Waiting {
  runs: Run[];
  /** Those that found no room: the first stands for all, and the newest says until when the server must be heard. */
  more: { readonly first: Run; newest: Run; count: number } | null;
}

/**
 * Whether a server took on what it never answered shows in a later sign of life on the connection, or in how that
 * ends. What shows already is judged at once: a server that lives and never answers leaves nothing here.
 *
 * Memory: 10,000 runs, and beyond them two of each connection. Of the latter, those that were sent in the second
 * before the server's last word are as unsure as the newest.
 *
 * @param judge told each run that was accepted, and for how many it stands
 */
export function createSilentRuns(
  scene: Pick<Scene, "connections">,
  judge: (run: Run, count: number) => void,
  kept: number = KEPT,
): SilentRuns {
  const waiting = new Map<number, Waiting>();
  let held = 0;
  let unsure = 0;

  function decide(run: Run, count: number): void {
    const accepted = isAccepted(run, scene);
    if (accepted === true) judge(run, count);
    else if (accepted === null) unsure += count;
  }

  /** Whether only the rest of the history can tell. */
  function isOpen(run: Run): boolean {
    if (run.fate !== "ok" || isAccepted(run, scene) !== null) return false;
    return scene.connections.get(run.connection)?.close === null;
  }

  /** Decides of these all from the first on up to one that is open. */
  function pass(on: Waiting): void {
    const open = on.runs.findIndex(isOpen);
    const decided = on.runs.splice(0, open === -1 ? on.runs.length : open);
    held -= decided.length;
    for (const run of decided) decide(run, 1);
    if (on.more === null || isOpen(on.more.newest)) return;
    decideMore(on.more);
    on.more = null;
  }

  function decideMore({ first, newest, count }: NonNullable<Waiting["more"]>): void {
    decide({ ...first, sent: newest.sent }, count);
  }

  function wait(on: Waiting, run: Run): void {
    if (on.more !== null) {
      on.more.newest = run;
      on.more.count += 1;
    } else if (held < kept) {
      held += 1;
      on.runs.push(run);
    } else on.more = { first: run, newest: run, count: 1 };
  }

  return {
    get unsure() {
      return unsure;
    },
    add(run) {
      const on = waiting.get(run.connection);
      if (on !== undefined) pass(on);
      if (!isOpen(run)) decide(run, 1);
      else if (on !== undefined) wait(on, run);
      else {
        const fresh: Waiting = { runs: [], more: null };
        waiting.set(run.connection, fresh);
        wait(fresh, run);
      }
    },
    finish() {
      for (const { runs, more } of waiting.values()) {
        for (const run of runs) decide(run, 1);
        if (more !== null) decideMore(more);
      }
      waiting.clear();
    },
  };
}
