/** A clock that jumps from one thing to do to the next. */
export interface Timeline {
  /** Milliseconds. */
  readonly now: number;
  /** What is due at the same time is done in the order in which it was asked for. */
  at(time: number, act: () => void): void;
  /** Does everything, and what that brings about, until nothing is left. */
  run(): void;
}

export function createTimeline(): Timeline {
  const due: { readonly time: number; readonly act: () => void }[] = [];
  let now = 0;
  return {
    get now() {
      return now;
    },
    at(time, act) {
      const at = due.findLastIndex((other) => other.time <= time);
      due.splice(at + 1, 0, { time: Math.max(now, time), act });
    },
    run() {
      for (let next = due.shift(); next !== undefined; next = due.shift()) {
        now = next.time;
        next.act();
      }
    },
  };
}
