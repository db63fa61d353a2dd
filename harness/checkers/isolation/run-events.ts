import type { EventOp } from "../../history/op.ts";
import type { Run } from "../scene/scene.ts";

/** Events of open runs by their ids. */
export interface RunEvents {
  /** The first event of this id in any stream of the run; null: it has none. */
  find(run: Run, id: string): EventOp | null;
  settle(run: Run): void;
}

/** Events of a run that are looked through one by one. */
const FEW = 16;

interface Index {
  readonly byId: Map<string, EventOp>;
  /** How many events of each stream stand in it. */
  readonly entered: number[];
}

/** Memory: an index of those runs alone that have many events and were asked about. */
export function createRunEvents(): RunEvents {
  const indices = new Map<string, Index>();

  function findMany(run: Run, id: string): EventOp | null {
    let index = indices.get(run.id);
    if (index === undefined) {
      index = { byId: new Map(), entered: [] };
      indices.set(run.id, index);
    }
    for (const [at, { received }] of run.streams.entries()) {
      for (let next = index.entered[at] ?? 0; next < received.length; next += 1) {
        const op = received[next]?.op;
        if (op && op.event.id !== null && !index.byId.has(op.event.id)) {
          index.byId.set(op.event.id, op);
        }
      }
      index.entered[at] = received.length;
    }
    return index.byId.get(id) ?? null;
  }

  return {
    find(run, id) {
      if (run.streams.some(({ received }) => received.length > FEW)) return findMany(run, id);
      for (const { received } of run.streams) {
        for (const { op } of received) if (op.event.id === id) return op;
      }
      return null;
    },
    settle: ({ id }) => void indices.delete(id),
  };
}
