/** Lets nobody go on before all have come. */
export interface Barrier<T> {
  /** One more has come so far; when all have, `go` is called, once. */
  arrive(stage: T): void;
  /** One less to wait for, at every stage. */
  leave(): void;
}

/** @param members how many are waited for */
export function createBarrier<T>(members: number, go: (stage: T) => void): Barrier<T> {
  const arrived = new Map<T, number>();
  const gone = new Set<T>();
  let waitedFor = members;

  function open(stage: T): void {
    if (gone.has(stage) || (arrived.get(stage) ?? 0) < waitedFor) return;
    gone.add(stage);
    go(stage);
  }

  return {
    arrive(stage) {
      arrived.set(stage, (arrived.get(stage) ?? 0) + 1);
      open(stage);
    },
    leave() {
      waitedFor -= 1;
      for (const stage of arrived.keys()) open(stage);
    },
  };
}
