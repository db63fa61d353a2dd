import type { EventOp, SendOp } from "../../history/op.ts";
import { claimOf, mintId, readId } from "../../ownership/run-id.ts";
import { createPastNames } from "./past-names.ts";

/** Which runs are behind the ids that a server made up. */
export interface ServerNames {
  sent(op: SendOp): void;
  /** This name is proved to be that run's. */
  tell(name: string, run: string): void;
  /** This run is over: its name is needed for what comes late, and for no more. */
  over(run: string): void;
  /** The run of this name; null: it is nobody's so far. */
  runOf(name: string): string | null;
  /** The run that was sent last in a thread of ours before this op; null: the id is no such thread's. */
  ofThread(id: string, index: number): string | null;
  /** The run without a name whose own user received this, by the event itself and not by the message around it; null: none, or several. */
  provedBy(op: EventOp): string | null;
  /**
   * The only run without a name that a user had sent before this op, and `until` which op he sent no other after it;
   * null: there is none, or are several.
   */
  onlyNameless(
    at: Pick<EventOp, "user" | "index">,
  ): { readonly run: string; readonly until: number } | null;
  /** Whether a run that was sent before this op has no name yet. */
  isWaiting(index: number): boolean;
}

interface SentRun {
  readonly run: string;
  readonly user: string;
  readonly thread: string | null;
  readonly canary: string | null;
  readonly sent: number;
  readonly names: string[];
  over: boolean;
}

/** Runs of a user that are over and still wait for a name: those whose last events may be on their way. */
const RECENT = 4;

/** Names of one run that are kept as they are: an honest server has one, and another may invent any number. */
const NAMES = 8;

const NO_RUNS: readonly SentRun[] = [];

/**
 * Memory: an id and a send of each open run and of the last four of each user; of those before them the names, as
 * numbers, of at least eight runs a user and of 200,000 in all. What bears a name that is older is a stranger's: it is
 * a finding as before, and nobody is told as its owner.
 *
 * @param unique whether no two connections use one name for different runs
 */
export function createServerNames(
  {
    key,
    users,
    unique,
  }: { readonly key: string; readonly users: number; readonly unique: boolean },
  past = createPastNames(key, users),
): ServerNames {
  /** Open, or over not long ago; in each list in the order of their sends. */
  const runs = new Map<string, SentRun>();
  const byUser = new Map<string, readonly SentRun[]>();
  const byThread = new Map<string, readonly SentRun[]>();
  const nameless = new Map<string, SentRun>();
  /** Runs by their names. */
  const names = new Map<string, string>();

  function runOf(name: string): string | null {
    return names.get(name) ?? past.runOf(name);
  }

  function forget(sent: SentRun): void {
    const { run, user, thread } = sent;
    if (runs.get(run) === sent) runs.delete(run);
    if (nameless.get(run) === sent) nameless.delete(run);
    leave(byUser, user, sent);
    if (thread !== null) leave(byThread, thread, sent);
    for (const name of sent.names) {
      if (names.get(name) !== run) continue;
      names.delete(name);
      remember(name, run);
    }
  }

  function remember(name: string, run: string): void {
    const own = claimOf(key, run);
    if (own !== null) past.add(name, own);
  }

  return {
    runOf,
    sent({ action, outcome, run, user, thread, canary, index }) {
      if (action !== "start" || run === null || user === null) return;
      if (outcome === "fail") nameless.delete(run);
      if (outcome !== "ok") return;
      const sent = { run, user, thread, canary, sent: index, names: [], over: false };
      runs.set(run, sent);
      nameless.set(run, sent);
      enter(byUser, user, sent);
      if (thread !== null) enter(byThread, thread, sent);
    },
    tell(name, run) {
      // On a connection it may be used again, for the next run.
      if (unique && runOf(name) !== null) return;
      nameless.delete(run);
      const sent = runs.get(run);
      if (sent === undefined || sent.names.length === NAMES) return remember(name, run);
      names.set(name, run);
      sent.names.push(name);
    },
    over(run) {
      const sent = runs.get(run);
      if (sent === undefined) return;
      sent.over = true;
      const done = (byUser.get(sent.user) ?? NO_RUNS).filter(({ over }) => over);
      for (const oldest of done.slice(0, -RECENT)) forget(oldest);
    },
    ofThread(id, index) {
      const own = readId(key, id);
      if (own?.kind !== "thread") return null;
      const last = byThread.get(id)?.findLast(({ sent: before }) => before < index);
      return last?.run ?? mintId(key, "run", own.user, own.run);
    },
    provedBy({ user, event }) {
      const his = user === null ? NO_RUNS : (byUser.get(user) ?? NO_RUNS);
      const waiting = his.filter((sent) => nameless.get(sent.run) === sent);
      if (waiting.length === 0) return null;
      const said = JSON.stringify(event.data).toLowerCase();
      const [only, another] = waiting.filter(
        ({ canary }) => canary !== null && said.includes(canary),
      );
      if (only !== undefined) return another === undefined ? only.run : null;
      return (
        waiting.findLast(({ thread }) => thread !== null && thread === event.thread)?.run ?? null
      );
    },
    onlyNameless({ user, index }) {
      const his = user === null ? NO_RUNS : (byUser.get(user) ?? NO_RUNS);
      const waiting = his.filter((sent) => nameless.get(sent.run) === sent && sent.sent < index);
      const [only] = waiting;
      if (only === undefined || waiting.length > 1) return null;
      const after = his.find(({ sent }) => sent > index);
      return { run: only.run, until: after?.sent ?? Infinity };
    },
    isWaiting(index) {
      const [oldest] = nameless.values();
      return oldest !== undefined && oldest.sent < index;
    },
  };
}

type Lists = Map<string, readonly SentRun[]>;

function enter(lists: Lists, key: string, sent: SentRun): void {
  lists.set(key, [...(lists.get(key) ?? NO_RUNS), sent]);
}

function leave(lists: Lists, key: string, sent: SentRun): void {
  const left = (lists.get(key) ?? NO_RUNS).filter((one) => one !== sent);
  if (left.length === 0) lists.delete(key);
  else lists.set(key, left);
}
