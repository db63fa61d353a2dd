import type { EventOp } from "../history/op.ts";
import type { Run } from "./scene.ts";

/** Ids of events, which no two runs of a user may share where they are global. */
export interface PastIds {
  /** The first event of this settled run whose id an event of another run of its user had; null: none. */
  see(run: Run): Again | null;
}

interface Again {
  readonly op: EventOp;
  readonly of: Holder;
}

/** An event, without what it held. */
interface Holder {
  readonly index: number;
  readonly type: string;
}

/** Runs of a user whose ids are remembered: those that were open at about the same time. */
const RUNS = 4;

/** Memory: the ids of a user's last few runs. */
export function createPastIds(): PastIds {
  const byUser = new Map<string, ReadonlyMap<string, Holder>[]>();
  return {
    see(run) {
      const known = byUser.get(run.owner) ?? [];
      const own = new Map<string, Holder>();
      let again: Again | null = null;
      for (const { op } of run.streams.flatMap(({ received }) => received)) {
        const { id, type } = op.event;
        if (id === null || own.has(id)) continue;
        own.set(id, { index: op.index, type });
        const of = known.find((ids) => ids.has(id))?.get(id);
        if (of !== undefined) again ??= { op, of };
      }
      byUser.set(run.owner, [...known.slice(1 - RUNS), own]);
      return again;
    },
  };
}
