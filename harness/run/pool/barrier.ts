/** Lets nobody go on before all have come. */
export interface Barrier<T> {
  /** This member has come so far; when all that are still there have, `go` is called, once. */
  arrive(member: number, stage: T): void;
  /** One less to wait for, at every stage, wherever it has come to. */
  leave(member: number): void;
}

/** @param members how many are waited for, counted from 0 */
export function createBarrier<T>(members: number, go: (stage: T) => void): Barrier<T> {
  const waitedFor = new Set(Array.from({ length: members }, (_, member) => member));
  const arrived = new Map<T, Set<number>>();
  const gone = new Set<T>();

  function open(stage: T, there: ReadonlySet<number>): void {
    if (gone.has(stage) || [...waitedFor].some((one) => !there.has(one))) return;
    gone.add(stage);
    go(stage);
  }

  return {
    arrive(member, stage) {
      const there = (arrived.get(stage) ?? new Set()).add(member);
      arrived.set(stage, there);
      open(stage, there);
    },
    leave(member) {
      waitedFor.delete(member);
      for (const [stage, there] of arrived) open(stage, there);
    },
  };
}
