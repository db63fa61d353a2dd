import { hash } from "node:crypto";
import type { ContractData } from "../../contract/contract.ts";
import type { Observation } from "../../verdict/finding.ts";
import { firstOfEach } from "../first-of-each.ts";
import { type Leak, leakTeller } from "./leak.ts";

/** Sights of one event that are kept, and beyond them the first of each receiver: a server may repeat it for ever. */
const SIGHTS = 100;
/** Strangers' events that are held with all their sights; of more the first of each receiver stands for the rest. */
const HELD = 1_000;
/** Places that all reports together may touch, and those that each of them names in any case. */
const PLACES = 500_000;
const FEW = 20;

interface Group {
  readonly since: number;
  readonly leaks: Leak[];
  readonly receivers: Set<string | null>;
}

/** A stranger's event as it would be told. */
interface Told {
  readonly receivers: ReadonlySet<string | null>;
  readonly observation: Observation;
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
 * beyond them one a receiver. What is broken at the other end of a leak may stand for itself, where leaks touch more
 * than half a million places together.
 */
export function createLeaks(
  linger: number,
  spans: ContractData["spans"],
  report: (observation: Observation) => void,
  places: number = PLACES,
): Leaks {
  const teller = leakTeller(spans);
  let room = places;
  const groups = new Map<string, Group>();
  /** In order of first sight. */
  const open = new Set<Group>();
  const strays = new Set<Group>();
  /** By the first receiver. */
  const more = firstOfEach<string | null, Told>();

  function tell({ leaks, receivers }: Group): Observation | null {
    const observation = teller(leaks, receivers);
    const touches = observation?.touches;
    if (observation === null || touches === undefined) return observation;
    const kept = touches.slice(0, Math.max(FEW, room));
    room -= kept.length;
    return { ...observation, touches: kept };
  }

  function close(group: Group): void {
    open.delete(group);
    strays.delete(group);
    for (const leak of group.leaks) {
      for (const key of keysOf(leak)) if (groups.get(key) === group) groups.delete(key);
    }
  }

  function flush(group: Group): void {
    close(group);
    const observation = tell(group);
    if (observation) report(observation);
  }

  /** Whether another execution explains it is known at the end alone. */
  function holdLess(group: Group): void {
    close(group);
    const { receivers } = group;
    const [receiver = null] = receivers;
    more.add(receiver, () => {
      const observation = tell(group);
      return observation && { receivers, observation };
    });
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
      const isExcused = ({ receivers }: Pick<Told, "receivers">) =>
        [...receivers].every((receiver) => excused.has(receiver));
      for (const group of open) flush(group);
      for (const { first, count } of more.all()) {
        for (let told = 0; told < count && !isExcused(first); told += 1) report(first.observation);
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
