import { type DamagedLine, decodeOp } from "../history/codec.ts";
import type { HistoryHeader } from "../history/header.ts";
import type { Op } from "../history/op.ts";
import { isIn, type Slice } from "../history/slice.ts";
import type { ReadOp } from "./op-batches.ts";

const TYPE = '"type":"';

/** By far the most lines: what such a line says need not be read to know whose it is. */
const GLANCED: readonly string[] = ["event", "frame", "send"];
const HEADS = GLANCED.map((type) => `${TYPE}${type}","connection":`);

const ZERO = 0x30;

/** Reads one line after the other, behind the header. */
export interface SliceReader {
  readonly read: ReadOp;
  /** Number of the op that is due. */
  readonly due: number;
  /** Ops up to that of this number, which is due now, have been read by somebody else. */
  passTo(due: number): void;
}

/**
 * Reads out of the history of a crowd what a worker with this slice of its users would have recorded, under the
 * numbers that it has there: their ops, those of nobody's connections in the first slice, and in each the time, the
 * health and the faults of all. Without a slice: all that stands in the history.
 *
 * Of the ops of others no more is read than whose they are. That no op is missing among them all is looked after,
 * and that an op is on a connection of its own user; else the line is told as damaged.
 *
 * @param onOthers told of each connection that is opened and is of others
 */
export function sliceReader(
  { plan }: Pick<HistoryHeader, "plan">,
  slice: Slice | null,
  onOthers?: (connection: number) => void,
): SliceReader {
  const ordinals = new Map(plan.users.map(({ id }, ordinal) => [id, ordinal]));
  /** Whether a connection is of this slice, by its number. */
  const connections: (boolean | undefined)[] = [];
  let seen = 0;

  function isOthers(line: string, from: number): boolean {
    const type = line.indexOf(TYPE, from);
    for (const head of HEADS) {
      if (!line.startsWith(head, type)) continue;
      return connections[numberAt(line, type + head.length)] === false;
    }
    return false;
  }

  function isUsers(user: string | null): boolean {
    if (slice === null) return true;
    return user === null ? slice.index === 0 : isIn(slice, ordinals.get(user) ?? 0);
  }

  /** Null: it is on a connection that is not its user's. */
  function concerns(op: Op): boolean | null {
    if (!("user" in op)) return true;
    const mine = isUsers(op.user);
    if (op.type === "fault") return op.user === null || mine;
    if (op.type === "open") {
      connections[op.connection] = mine;
      if (!mine) onOthers?.(op.connection);
      return mine;
    }
    return connections[op.connection] === mine ? mine : null;
  }

  function read(line: string, number: number): Op | DamagedLine | null {
    const start = `{"index":${seen},"time":`;
    if (!line.startsWith(start)) return damaged(number, `op ${seen} should stand here`);
    seen += 1;
    if (isOthers(line, start.length)) return null;
    const op = decodeOp(line, number);
    if (op.type === "damaged") return op;
    if (op.type === "end" && op.ops !== seen) {
      return damaged(number, `${op.ops} ops were recorded, and ${seen} are here`);
    }
    const mine = concerns(op);
    // What is told at a glance is told by the whole line, or somebody else has written it.
    const isOdd = op.index !== seen - 1 || (mine === false && GLANCED.includes(op.type));
    if (mine === null || isOdd)
      return damaged(number, `op ${op.index} is not where its user's are`);
    return mine ? op : null;
  }

  return {
    read,
    get due() {
      return seen;
    },
    passTo(due) {
      seen = due;
    },
  };
}

/** The whole number whose digits stand here. */
function numberAt(line: string, from: number): number {
  let number = 0;
  for (let at = from; at < line.length; at += 1) {
    const digit = line.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) break;
    number = number * 10 + digit;
  }
  return number;
}

function damaged(line: number, reason: string): DamagedLine {
  return { type: "damaged", line, reason };
}
