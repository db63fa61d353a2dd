/** Ids of the server's own that nothing had proved when they came, among the events that wait for a proof. */
export interface HeldNames {
  /** In the order of their indices. */
  enter(index: number, user: string | null, name: string): void;
  /** The event with this index waits no longer. */
  leave(index: number): void;
  /** The names that this user received before this index. */
  namesOf(user: string | null, before: number): readonly string[];
  /** Who received this name. */
  holders(name: string): readonly (string | null)[];
}

interface Held {
  readonly user: string | null;
  readonly name: string;
}

/** Memory: what is in it; whoever enters an event lets it leave. */
export function createHeldNames(): HeldNames {
  const events = new Map<number, Held>();
  /** Indices of the events under each name, by their user. */
  const byUser = new Map<string | null, Map<string, Set<number>>>();
  const byName = new Map<string, Map<string | null, number>>();
  return {
    enter(index, user, name) {
      events.set(index, { user, name });
      const names = byUser.get(user) ?? new Map<string, Set<number>>();
      byUser.set(user, names.set(name, (names.get(name) ?? new Set()).add(index)));
      const users = byName.get(name) ?? new Map<string | null, number>();
      byName.set(name, users.set(user, (users.get(user) ?? 0) + 1));
    },
    leave(index) {
      const held = events.get(index);
      if (held === undefined) return;
      events.delete(index);
      const { user, name } = held;
      const names = byUser.get(user);
      names?.get(name)?.delete(index);
      if (names?.get(name)?.size === 0) names.delete(name);
      if (names?.size === 0) byUser.delete(user);
      const users = byName.get(name);
      const left = (users?.get(user) ?? 0) - 1;
      if (left > 0) users?.set(user, left);
      else users?.delete(user);
      if (users?.size === 0) byName.delete(name);
    },
    namesOf(user, before) {
      return [...(byUser.get(user) ?? [])].flatMap(([name, indices]) => {
        const [first = before] = indices;
        return first < before ? [name] : [];
      });
    },
    holders: (name) => [...(byName.get(name)?.keys() ?? [])],
  };
}
