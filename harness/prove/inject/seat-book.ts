import type { CloseOp, EventOp, FrameOp, Op, OpenOp } from "../../history/op.ts";

/** What came on the connections that are kept, so that their closes can be counted anew. */
export interface SeatBook {
  readonly size: number;
  has(connection: number): boolean;
  /** The op as it now stands. */
  kept(op: Op): Op;
  dropped(op: Op): void;
  /** A close with the counts of what was kept: what was amiss stays amiss. */
  counted(close: CloseOp): CloseOp;
  /** We close all that is still open. */
  hangUps(time: number): readonly CloseOp[];
}

type Message = EventOp | FrameOp;

interface SeatCounts {
  readonly open: OpenOp;
  isOpen: boolean;
  frames: number;
  bytes: number;
  droppedFrames: number;
  droppedBytes: number;
  /** Head of a message of several ops that was dropped, whose parts may yet be kept. */
  head: Message | null;
}

export function createSeatBook(): SeatBook {
  const seats = new Map<number, SeatCounts>();

  function message(op: Message): Message {
    const seat = seats.get(op.connection);
    if (seat === undefined) return op;
    const { head } = seat;
    seat.head = null;
    if (op.part === undefined) {
      add(seat, op, 1);
      return op;
    }
    if (head === null) return op;
    add(seat, head, 1);
    drop(seat, head, -1);
    const { part: _part, ...rest } = op;
    const { canaries, tokens } = head;
    return { ...rest, bytes: head.bytes, ...(canaries && { canaries }), ...(tokens && { tokens }) };
  }

  return {
    get size() {
      return seats.size;
    },
    has: (connection) => seats.has(connection),
    kept(op) {
      if (op.type === "open") {
        const nothing = { frames: 0, bytes: 0, droppedFrames: 0, droppedBytes: 0 };
        const isOpen = op.outcome === "open";
        seats.set(op.connection, { open: op, isOpen, ...nothing, head: null });
      } else if (op.type === "close") {
        const seat = seats.get(op.connection);
        if (seat !== undefined) seat.isOpen = false;
      } else if (op.type === "event" || op.type === "frame") return message(op);
      return op;
    },
    dropped(op) {
      if (op.type !== "event" && op.type !== "frame") return;
      const seat = seats.get(op.connection);
      if (seat === undefined || op.part !== undefined) return;
      seat.head = op;
      drop(seat, op, 1);
    },
    counted(close) {
      const seat = seats.get(close.connection);
      if (seat === undefined) return close;
      const { droppedFrames, droppedBytes } = seat;
      return { ...close, frames: close.frames - droppedFrames, bytes: close.bytes - droppedBytes };
    },
    hangUps: (time) =>
      [...seats.values()]
        .filter(({ isOpen }) => isOpen)
        .map(({ open: { connection, user }, frames, bytes }): CloseOp => ({
          index: -1,
          time,
          type: "close",
          connection,
          user,
          code: 1000,
          reason: "",
          by: "harness",
          frames,
          bytes,
        })),
  };
}

function add(seat: SeatCounts, op: Message, times: 1 | -1): void {
  if (isControl(op)) return;
  seat.frames += times;
  seat.bytes += times * op.bytes;
}

function drop(seat: SeatCounts, op: Message, times: 1 | -1): void {
  if (isControl(op)) return;
  seat.droppedFrames += times;
  seat.droppedBytes += times * op.bytes;
}

/** Control frames are not counted as messages. */
function isControl(op: Message): boolean {
  return op.type === "frame" && (op.kind === "control-ping" || op.kind === "control-pong");
}
