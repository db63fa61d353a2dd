import type { CloseOp } from "../../history/op.ts";
import type { Draft } from "./draft.ts";
import type { Scene, Seat } from "./scene.ts";

/**
 * The connection ends at this time: nothing comes on it any more, what would be sent on it is not, and
 * nobody sees anything of the runs that were so not sent.
 */
export function cut(
  draft: Draft,
  scene: Scene,
  seat: Seat,
  time: number,
  how: Pick<CloseOp, "code" | "by"> & { readonly reason?: string },
): void {
  const unsent = new Set<string>();
  for (const op of scene.ops) {
    if (!("connection" in op) || op.connection !== seat.connection) continue;
    if (draft.timeOf(op) <= time) continue;
    if (op.type === "send" && op.action === "start") {
      draft.edit(op, (send) => ({ ...send, outcome: "fail" }));
      if (op.run !== null) unsent.add(op.run);
    } else draft.remove(op);
  }
  for (const { id, ops } of scene.runs) {
    if (!unsent.has(id)) continue;
    for (const op of ops) if (op.type !== "send") draft.remove(op);
  }
  const { index: _index, time: _time, ...close } = seat.close;
  draft.insert({ ...close, reason: "", ...how }, time);
}
