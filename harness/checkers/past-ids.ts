import type { EventOp } from "../history/op.ts";
import { markOf } from "./mark-of.ts";
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

/** Events of a user, one beside the other. */
interface Past {
  /** Numbers that stand for the ids. */
  readonly marks: number[];
  readonly indices: number[];
  readonly types: string[];
  /** How many events each run had. */
  readonly runs: number[];
}

/** Runs of a user whose ids are remembered: those that were open at about the same time. */
const RUNS = 4;

/** Memory: three numbers for each event of a user's last few runs. */
export function createPastIds(): PastIds {
  const byUser = new Map<string, Past>();
  return {
    see(run) {
      const past = byUser.get(run.owner) ?? { marks: [], indices: [], types: [], runs: [] };
      byUser.set(run.owner, past);
      const before = past.marks.length;
      let again: Again | null = null;
      for (const { received } of run.streams) {
        for (const { op } of received) {
          const { id, type } = op.event;
          if (id === null) continue;
          const mark = markOf(id);
          const at = past.marks.indexOf(mark);
          if (at >= before) continue;
          if (at >= 0) again ??= { op, of: holderAt(past, at) };
          past.marks.push(mark);
          past.indices.push(op.index);
          past.types.push(type);
        }
      }
      past.runs.push(past.marks.length - before);
      if (past.runs.length > RUNS) forget(past, past.runs.shift() ?? 0);
      return again;
    },
  };
}

function holderAt({ indices, types }: Past, at: number): Holder {
  return { index: indices[at] ?? 0, type: types[at] ?? "" };
}

function forget({ marks, indices, types }: Past, count: number): void {
  marks.splice(0, count);
  indices.splice(0, count);
  types.splice(0, count);
}
