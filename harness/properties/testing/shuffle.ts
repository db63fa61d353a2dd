import type { Op } from "../../history/op.ts";

/**
 * The same execution as it might have been written down: what users receive between two acts of the harness
 * comes in another order of users, and each keeps his own. So no answer comes before its question. To leave no trace of the order in the times, all ops between two ticks
 * get the time of the first tick, in the shuffled history and, with `turns` as they were, in the other.
 *
 * @param turns rank of each user; null: in the order of the ops
 */
export function shuffled(
  ops: readonly Op[],
  turns: ReadonlyMap<string | null, number> | null,
): readonly Op[] {
  const out: Op[] = [];
  let between: Op[] = [];
  let time = 0;

  function flush(): void {
    const ordered = between.toSorted((a, b) => turnOf(a, turns) - turnOf(b, turns));
    out.push(...ordered.map((op) => timed(op, time)));
    between = [];
  }

  for (const op of ops) {
    if (op.type === "event" || op.type === "frame" || op.type === "close") {
      between.push(op);
      continue;
    }
    flush();
    if (op.type === "tick") time = op.time;
    out.push(timed(op, time));
  }
  flush();
  return out.map((op, index) => ({ ...op, index }));
}

function turnOf(op: Op, turns: ReadonlyMap<string | null, number> | null): number {
  return turns?.get("user" in op ? op.user : null) ?? 0;
}

function timed(op: Op, time: number): Op {
  return op.type === "send"
    ? { ...op, time, scheduled: Math.min(op.scheduled, time) }
    : { ...op, time };
}
