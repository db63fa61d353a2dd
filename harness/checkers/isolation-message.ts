import type { CloseOp, EventOp, FrameOp, Op, OpenOp } from "../history/op.ts";
import type { Place } from "./scene.ts";

/** One of the things that a message said, and where it belongs. */
export interface Part {
  readonly op: OpenOp | CloseOp | EventOp | FrameOp;
  readonly place: Place;
}

/** Puts the ops of one message together again: what was seen in its bytes stands on the first of them. */
export interface Messages {
  /** The message before, when this op begins something else. */
  next(op: Op, place: Place): readonly Part[] | null;
  /** The message that no further op can belong to. */
  rest(): readonly Part[] | null;
}

export function createMessages(): Messages {
  let parts: Part[] | null = null;
  return {
    next(op, place) {
      const isMessage = op.type === "event" || op.type === "frame";
      if (isMessage && op.part !== undefined && parts?.[0]?.op.connection === op.connection) {
        parts.push({ op, place });
        return null;
      }
      const before = parts;
      parts = isMessage || op.type === "open" || op.type === "close" ? [{ op, place }] : null;
      return before;
    },
    rest() {
      const last = parts;
      parts = null;
      return last;
    },
  };
}
