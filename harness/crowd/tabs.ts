/** A connection, as far as it matters here. */
interface Tab {
  readonly seat: { readonly number: number; readonly user: string | null };
}

/** Which tabs still wait for the end of a run that another tab of their user has seen. */
export interface Tabs {
  opened(tab: Tab): void;
  closed(tab: Tab): void;
  /** An event of this run came; `last`: it ends the run. */
  heard(tab: Tab, run: string | null, last: boolean, now: number): void;
  /** When the newest event came of a run that some tab waits for; null: none waits. */
  readonly waitingSince: number | null;
}

interface Behind {
  readonly user: string;
  since: number;
  readonly tabs: Set<Tab>;
}

/**
 * Memory: the runs that some tab waits for.
 *
 * @param isOpen whether a run of this user is under way: none of his tabs has seen its end
 */
export function createTabs(isOpen: (run: string, user: string) => boolean): Tabs {
  const open = new Map<string, Set<Tab>>();
  const behind = new Map<string, Behind>();

  function caughtUp(run: string, tab: Tab): void {
    const waiting = behind.get(run);
    waiting?.tabs.delete(tab);
    if (waiting?.tabs.size === 0) behind.delete(run);
  }

  return {
    opened(tab) {
      const { user } = tab.seat;
      if (user === null) return;
      open.set(user, (open.get(user) ?? new Set()).add(tab));
    },
    closed(tab) {
      open.get(tab.seat.user ?? "")?.delete(tab);
      for (const run of behind.keys()) caughtUp(run, tab);
    },
    heard(tab, run, last, now) {
      const { user } = tab.seat;
      if (run === null || user === null) return;
      const waiting = behind.get(run);
      if (waiting !== undefined) {
        if (waiting.user !== user) return;
        waiting.since = now;
        if (last) caughtUp(run, tab);
      } else if (last && isOpen(run, user)) {
        const tabs = new Set(open.get(user));
        tabs.delete(tab);
        if (tabs.size > 0) behind.set(run, { user, since: now, tabs });
      }
    },
    get waitingSince() {
      let since: number | null = null;
      for (const waiting of behind.values()) since = Math.max(since ?? 0, waiting.since);
      return since;
    },
  };
}
