import { hash } from "node:crypto";
import type { ContractData } from "../../contract/contract.ts";
import type { Op } from "../../history/op.ts";
import type { Observation, Touch } from "../../verdict/finding.ts";
import type { Run } from "../scene.ts";

/** One sight of something of another user, before it is known how many others saw it too. */
export interface Leak {
  readonly kind: "misroute" | "bleed";
  readonly op: Op;
  readonly receiver: string | null;
  /** Null: it belongs to nobody of the plan. */
  readonly victim: string | null;
  /** The victim's run. */
  readonly run: string | null;
  /** The victim's run while it is in the scene, to find the event at its owner. */
  readonly victimRun: Run | null;
  /** The receiver's run, when the envelope says so. */
  readonly receiverRun: string | null;
  /** The victim's send; null: unknown. */
  readonly sent: number | null;
  readonly message: string;
}

/** Ops that a finding quotes at most. */
const QUOTED = 12;
/** Receivers that a message names at most. */
const NAMED = 5;
/** Sights of one event that are kept, and beyond them the first of each receiver: a server may repeat it for ever. */
const SIGHTS = 100;
/** Strangers' events that are held with all their sights; of more the first of each receiver stands for the rest. */
const HELD = 1_000;

interface Group {
  readonly since: number;
  readonly leaks: Leak[];
  readonly receivers: Set<string | null>;
}

/** What more strangers' events somebody received, as the first of them would be told. */
interface More {
  readonly receivers: ReadonlySet<string | null>;
  readonly observation: Observation;
  count: number;
}

export interface Leaks {
  add(leak: Leak): void;
  /** Reports what has waited for the linger. */
  pass(now: number): void;
  /** Reports the rest. `excused`: users whose stray events another execution explains. */
  finish(excused: ReadonlySet<string | null>): void;
}

/**
 * Joins the sights of one event or body: seen by one other user it is a misroute or a bleed, by two or
 * more it is `shared`. So a leak is reported when the linger has passed since it was first seen, and
 * what belongs to nobody at the end, when it is known whether another execution explains it.
 *
 * Memory: of each event that waits a hundred sights and its receivers; of those that belong to nobody a thousand, and
 * beyond them one a receiver.
 */
export function createLeaks(
  linger: number,
  spans: ContractData["spans"],
  report: (observation: Observation) => void,
): Leaks {
  const halves = halvesOf(spans);
  const groups = new Map<string, Group>();
  /** In order of first sight. */
  const open = new Set<Group>();
  const strays = new Set<Group>();
  /** By the first receiver. */
  const more = new Map<string | null, More>();

  function close(group: Group): void {
    open.delete(group);
    strays.delete(group);
    for (const leak of group.leaks) {
      for (const key of keysOf(leak)) if (groups.get(key) === group) groups.delete(key);
    }
  }

  function observationOf(group: Group): Observation | null {
    if (group.receivers.size > 1) return shared(group, halves);
    const [first] = group.leaks;
    return first ? single(first, group.leaks, halves) : null;
  }

  function flush(group: Group): void {
    close(group);
    const observation = observationOf(group);
    if (observation) report(observation);
  }

  /** Whether another execution explains it is known at the end alone. */
  function holdLess(group: Group): void {
    close(group);
    const [receiver = null] = group.receivers;
    const known = more.get(receiver);
    if (known) known.count += 1;
    else {
      const observation = observationOf(group);
      if (observation) more.set(receiver, { receivers: group.receivers, observation, count: 1 });
    }
  }

  return {
    add(leak) {
      const keys = keysOf(leak);
      const known = keys.map((key) => groups.get(key)).find((group) => group !== undefined);
      const group = known ?? { since: leak.op.time, leaks: [], receivers: new Set() };
      if (group.leaks.length >= SIGHTS && group.receivers.has(leak.receiver)) return;
      group.leaks.push(leak);
      group.receivers.add(leak.receiver);
      // A bleed is one only by its id: an answer served to several users is a bleed at each of them.
      for (const key of leak.kind === "bleed" ? keys.slice(0, 1) : keys) groups.set(key, group);
      if (known) return;
      const waiting = leak.victim === null ? strays : open;
      waiting.add(group);
      const [oldest] = strays;
      if (oldest && strays.size > HELD) holdLess(oldest);
    },
    pass(now) {
      for (const group of open) {
        if (now - group.since < linger) return;
        flush(group);
      }
    },
    finish(excused) {
      const isExcused = ({ receivers }: Pick<More, "receivers">) =>
        [...receivers].every((receiver) => excused.has(receiver));
      for (const group of open) flush(group);
      for (const one of more.values()) {
        for (let told = 0; told < one.count && !isExcused(one); told += 1) report(one.observation);
      }
      for (const group of strays) {
        if (isExcused(group)) close(group);
        else flush(group);
      }
    },
  };
}

/** What makes two sights one event: its id, or its body. Other bytes than of events and frames stay single. */
function keysOf({ op, victim, run }: Leak): readonly string[] {
  const owner = JSON.stringify([victim, run]);
  if (op.type === "event") {
    const { type, id, data } = op.event;
    const body = `body ${owner} ${hash("sha256", JSON.stringify([type, data]))}`;
    return id === null ? [body] : [`id ${owner} ${id}`, body];
  }
  if (op.type === "frame") return [`frame ${owner} ${op.kind} ${hash("sha256", op.text)}`];
  return [];
}

function single(leak: Leak, all: readonly Leak[], halves: Halves): Observation {
  return {
    guarantee: "isolation",
    kind: leak.kind,
    user: leak.receiver,
    victim: leak.victim,
    run: leak.run,
    event: typeOf(leak),
    ops: evidence(all),
    message: leak.message,
    touches: touches(all, halves),
  };
}

function shared({ leaks, receivers }: Group, halves: Halves): Observation {
  const [first] = leaks;
  const others = [...receivers].map((receiver) => receiver ?? "a probe");
  const rest = others.length - NAMED;
  const names = others.slice(0, NAMED).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
  const event = first ? typeOf(first) : null;
  const what = event === null ? "message" : event;
  const owner = first?.victim ?? null;
  return {
    guarantee: "isolation",
    kind: "shared",
    user: first?.receiver ?? null,
    victim: owner,
    run: first?.run ?? null,
    event,
    ops: evidence(leaks),
    message: `one ${what} of ${owner ?? "nobody in this plan"} reached ${others.length} other users: ${names}`,
    touches: touches(leaks, halves),
  };
}

/** The receipts, the same event at its owner, the victim's send. */
function evidence(leaks: readonly Leak[]): readonly number[] {
  const receipts = leaks.map(({ op }) => op.index).slice(0, QUOTED - 2);
  const [first] = leaks;
  const origin = first ? atOwner(first) : null;
  return [...receipts, origin, first?.sent ?? null].filter((index) => index !== null);
}

function atOwner({ op, victimRun }: Leak): number | null {
  if (op.type !== "event" || victimRun === null) return null;
  const { id, seq, type, data } = op.event;
  const body = JSON.stringify(data);
  const same = victimRun.streams
    .flatMap(({ received }) => received)
    .find(({ op: { event } }) => {
      if (event.type !== type) return false;
      if (id !== null && event.id !== null) return event.id === id;
      if (seq !== null && event.seq !== null) return event.seq === seq;
      return JSON.stringify(event.data) === body;
    });
  return same?.op.index ?? null;
}

/** Both sides, and what else of theirs the event belongs with: a call that came to the wrong one has no end there. */
function touches(leaks: readonly Leak[], halves: Halves): readonly Touch[] {
  return leaks.flatMap((leak) => {
    const event = typeOf(leak);
    const types = [event, ...(event === null ? [] : (halves.get(event) ?? []))];
    return types.flatMap((type) => {
      const both: Touch[] = [];
      if (leak.victim !== null) both.push({ user: leak.victim, run: leak.run, event: type });
      if (leak.receiver !== null) {
        both.push({ user: leak.receiver, run: leak.receiverRun, event: type });
      }
      return both;
    });
  });
}

/** Of a span's beginning the end, and of its end the beginning. */
type Halves = ReadonlyMap<string, readonly string[]>;

function halvesOf(spans: ContractData["spans"]): Halves {
  return new Map(
    Object.values(spans).flatMap(({ open, close }) => [
      [open, [close]],
      [close, [open]],
    ]),
  );
}

function typeOf({ op }: Leak): string | null {
  return op.type === "event" ? op.event.type : null;
}
