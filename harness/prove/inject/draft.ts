import type { Op, Unstamped } from "../../history/op.ts";
import { alone, rebuilt } from "./messages.ts";
import type { Scene } from "./scene.ts";
import { pulsed } from "./pulse-ops.ts";
import { recounted } from "./recount.ts";

/** A history that is being changed. Ops are named by what they were in the scene. */
export interface Draft {
  /** When it now happens. */
  timeOf(op: Op): number;
  remove(op: Op): void;
  edit<O extends Op>(op: O, change: (op: O) => O): void;
  /** Later by so many milliseconds, its server time and its schedule with it. */
  shift(ops: Iterable<Op>, by: number): void;
  insert(op: Unstamped, time: number): void;
  /** Runs went on until then, so that sockets are closed a linger later at the earliest. */
  busyUntil(time: number): void;
  /** The history as the recorder would have written it. */
  seal(): readonly Op[];
}

/** A change of the history, and the order in which ops of one instant come. */
export interface Entry {
  readonly op: Op;
  readonly time: number;
  /** True: was in the history before. */
  readonly known: boolean;
}

/** Beyond the linger, in milliseconds: a timer fires late rather than early. */
const LATE = 2;

export function createDraft(scene: Scene): Draft {
  const times = new Map<Op, number>();
  const versions = new Map<Op, Op>();
  const removed = new Set<Op>();
  const lifted = new Set<Op>();
  const inserted: Entry[] = [];
  const terminals = new Set([...scene.contract.terminal.success, ...scene.contract.terminal.error]);
  let busy = 0;

  const timeOf = (op: Op): number => times.get(op) ?? op.time;
  const versionOf = <O extends Op>(op: O): O => (versions.get(op) ?? op) as O;

  function busyWith(op: Unstamped, time: number): void {
    if (op.type === "event" && terminals.has(op.event.type)) busy = Math.max(busy, time);
  }

  function edit<O extends Op>(op: O, change: (op: O) => O): void {
    versions.set(op, change(versionOf(op)));
  }

  /** Moved away from the message that it was a part of. */
  function lift(op: Op): void {
    if (op.type !== "event" || lifted.has(op) || !scene.messages.has(op)) return;
    lifted.add(op);
    edit(op, (event) => ({ ...alone(event, true), index: event.index, time: event.time }));
  }

  /** What stands in the message of this op now, told once, at its first op. */
  function messageAt(op: Op): readonly Op[] {
    const parts = scene.messages.get(op);
    if (parts === undefined || lifted.has(op)) return removed.has(op) ? [] : [versionOf(op)];
    if (parts[0] !== op) return [];
    const left = parts.filter((part) => !removed.has(part) && !lifted.has(part));
    const touched = left.length < parts.length || parts.some((part) => versions.has(part));
    const now = left.map((part) => versionOf(part));
    return touched ? rebuilt(parts, now) : now;
  }

  function entries(): readonly Entry[] {
    const closing = scene.closing;
    const late = closing === null ? 0 : Math.max(0, busy + scene.header.linger + LATE - closing);
    return scene.ops.flatMap((op) => {
      const delay = late > 0 && isClosing(op, scene) ? late : 0;
      const time = timeOf(op) + delay;
      return messageAt(op).map((now) => ({ op: now, time, known: true }));
    });
  }

  return {
    timeOf,
    edit,
    remove: (op) => {
      removed.add(op);
    },
    shift(ops, by) {
      for (const op of ops) {
        lift(op);
        times.set(op, timeOf(op) + by);
        versions.set(op, later(versionOf(op), by));
        busyWith(op, timeOf(op));
      }
    },
    insert(op, time) {
      inserted.push({ op: { ...op, index: -1, time }, time, known: false });
      busyWith(op, time);
    },
    busyUntil(time) {
      busy = Math.max(busy, time);
    },
    seal() {
      // The sort is stable: what was there before comes first at the same instant.
      const sorted = pulsed([...entries(), ...inserted].toSorted((a, b) => a.time - b.time));
      return recounted(scene.ops, stamped(sorted));
    },
  };
}

function later(op: Op, by: number): Op {
  if (op.type === "send") return { ...op, scheduled: rounded(op.scheduled + by) };
  if (op.type !== "event" || op.event.at === null) return op;
  return { ...op, event: { ...op.event, at: Math.round(op.event.at + by) } };
}

/** What happens because all is over. */
function isClosing(op: Op, { closing }: Scene): boolean {
  if (closing === null || op.time < closing) return false;
  return op.type === "end" || op.type === "health" || op.type === "close";
}

function stamped(entries: readonly Entry[]): readonly Op[] {
  let time = 0;
  return entries.map((entry, index) => {
    time = Math.max(time, rounded(entry.time));
    return { ...entry.op, index, time };
  });
}

/** To the microsecond, as the recorder stamps. */
function rounded(time: number): number {
  return Math.round(time * 1_000) / 1_000;
}
