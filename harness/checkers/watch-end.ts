import type { CloseOp, Op } from "../history/op.ts";
import type { Run } from "./scene/scene.ts";

/** Until when everybody listened, and until when runs went on: who has left sees no leak. */
export interface Watched {
  /** When we first closed a connection of a user or sentinel; null: we closed none. */
  readonly left: number | null;
  /** When the last run ended, or was last heard of; null: none was. */
  readonly last: number | null;
}

/** What is found out while a record is read. */
export interface WatchEnd {
  observe(op: Op): void;
  settle(run: Run): void;
  watched(): Watched;
}

export function createWatchEnd(): WatchEnd {
  let left: number | null = null;
  let last: number | null = null;
  return {
    observe(op) {
      if (op.type === "close" && isDeparture(op)) left ??= op.time;
    },
    settle({ streams }) {
      for (const { terminal, received } of streams) {
        const end = terminal ?? received.at(-1);
        if (end) last = Math.max(last ?? 0, end.op.time);
      }
    },
    watched: () => ({ left, last }),
  };
}

/** Whether we closed a connection of a user or sentinel. */
export function isDeparture({ by, user }: CloseOp): boolean {
  return by === "harness" && user !== null;
}

export function mergeWatched(one: Watched, other: Watched): Watched {
  return { left: pick(one.left, other.left, Math.min), last: pick(one.last, other.last, Math.max) };
}

/** Milliseconds for which runs went on after somebody had left; 0: none did. */
export function leftEarly({ left, last }: Watched): number {
  return left === null || last === null ? 0 : Math.max(0, last - left);
}

function pick(
  one: number | null,
  other: number | null,
  of: (a: number, b: number) => number,
): number | null {
  return one === null || other === null ? (one ?? other) : of(one, other);
}
