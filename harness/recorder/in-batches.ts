import type { Op } from "../history/op.ts";
import type { OpSink } from "../history/sink.ts";

/** Ops that wait, at most: a turn of a busy loop brings any number. */
const MOST = 512;

/**
 * Hands ops on once all that had come was read, those of one turn of the loop together: so that what came later is
 * not stamped later for what is done with the first, and each kind of work finds its code and data at hand. The last
 * op waits for nothing.
 *
 * @param sinks each is handed every op, in this order
 */
export function inBatches(sinks: readonly OpSink[]): OpSink {
  let waiting: Op[] = [];
  let soon: NodeJS.Immediate | undefined;

  function flush(): void {
    clearImmediate(soon);
    soon = undefined;
    const ops = waiting;
    waiting = [];
    for (const op of ops) for (const sink of sinks) sink.push(op);
  }

  return {
    push(op) {
      waiting.push(op);
      if (op.type === "end" || waiting.length === MOST) flush();
      else soon ??= setImmediate(flush);
    },
  };
}
