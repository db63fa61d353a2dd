import type { Op } from "../../history/op.ts";

interface Count {
  readonly frames: number;
  readonly bytes: number;
}

/**
 * The crowd's own counts in `close` and `end`, after ops came and went. They change by what changed, so
 * that what was amiss before stays amiss.
 */
export function recounted(before: readonly Op[], after: readonly Op[]): readonly Op[] {
  const was = countsOf(before);
  const is = countsOf(after);
  const connections = opensOf(after) - opensOf(before);
  const grown = after.length - before.length;
  return after.map((op): Op => {
    if (op.type === "end") {
      return { ...op, ops: op.ops + grown, connections: op.connections + connections };
    }
    if (op.type !== "close") return op;
    const old = was.get(op.connection) ?? NOTHING;
    const now = is.get(op.connection) ?? NOTHING;
    return {
      ...op,
      frames: op.frames + now.frames - old.frames,
      bytes: op.bytes + now.bytes - old.bytes,
    };
  });
}

const NOTHING: Count = { frames: 0, bytes: 0 };

/** Messages and bytes of each connection, without control frames. */
function countsOf(ops: readonly Op[]): ReadonlyMap<number, Count> {
  const counts = new Map<number, Count>();
  for (const op of ops) {
    if (op.type !== "event" && op.type !== "frame") continue;
    if (op.part !== undefined) continue;
    if (op.type === "frame" && op.kind.startsWith("control-")) continue;
    const { frames, bytes } = counts.get(op.connection) ?? NOTHING;
    counts.set(op.connection, { frames: frames + 1, bytes: bytes + op.bytes });
  }
  return counts;
}

function opensOf(ops: readonly Op[]): number {
  return ops.filter(({ type }) => type === "open").length;
}
