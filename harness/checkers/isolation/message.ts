import type { CloseOp, EventOp, FrameOp, Op, OpenOp } from "../../history/op.ts";
import type { Place } from "../scene/scene.ts";

/** One of the things that a message said, and where it belongs. */
export interface Part {
  readonly op: OpenOp | CloseOp | EventOp | FrameOp;
  readonly place: Place;
}

/** Puts the ops of one message together again: what was seen in its bytes stands on the first of them. */
export interface Messages {
  /** Tells the message before, when this op begins something else. */
  next(op: Op, place: Place): void;
  /** Tells the message that no further op can belong to. */
  rest(): void;
}

const ALONE: readonly Part[] = [];

/** @param judge is told each message: its first part, and the others */
export function createMessages(judge: (first: Part, others: readonly Part[]) => void): Messages {
  let first: Part | null = null;
  let others: Part[] | null = null;

  function rest(): void {
    const message = first;
    const more = others;
    first = null;
    others = null;
    if (message !== null) judge(message, more ?? ALONE);
  }

  return {
    next(op, place) {
      const isMessage = op.type === "event" || op.type === "frame";
      if (isMessage && op.part !== undefined && first?.op.connection === op.connection) {
        (others ??= []).push({ op, place });
        return;
      }
      rest();
      if (isMessage || op.type === "open" || op.type === "close") first = { op, place };
    },
    rest,
  };
}
