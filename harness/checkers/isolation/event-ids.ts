import type { HistoryHeader } from "../../history/header.ts";
import type { EventOp } from "../../history/op.ts";
import type { Observation } from "../../verdict/finding.ts";
import { markOf, shortened } from "../scene/mark-of.ts";
import type { Received, Run } from "../scene/scene.ts";
import { createHolders, type Holder } from "./holders.ts";
import { createMarkTable } from "./mark-table.ts";
import { createRunEvents } from "./run-events.ts";

export interface EventIds {
  /** An event of the receiver's own run, as its envelope says, and its entry in a stream of that run; null: it has none. */
  see(op: EventOp, run: Run, received: Received | null): void;
  /** This event of that run has been reported as a leak. */
  leaked(op: EventOp, run: Run): void;
  settle(run: Run): void;
  finish(): void;
}

const NO_TYPES: ReadonlySet<string> = new Set();

/** Ids of settled runs that are remembered, at most: whether ids are numbers shows in the first. */
const PAST = 1_000;

/** Reports held until the end, at most. */
const HELD = 1_000;

/**
 * Finds one event at two users under rewritten envelopes, by its id. Where the dialect declares ids to be
 * global, two holders convict; where it declares nothing, only together with an event too many at one of
 * them, and only if no id stood at two users innocently: then ids are plainly not global. Ids that are
 * unique per run prove nothing.
 *
 * Memory: a small number for each id of a run open or lingering. Two ids of one number are told apart by the
 * events that the runs themselves hold.
 */
export function createEventIds(
  { key: secret, dialect: { eventIds: scope } }: Pick<HistoryHeader, "key" | "dialect">,
  report: (observation: Observation) => void,
): EventIds {
  /** The run that was first to have an event under an id of this mark. */
  const byMark = createMarkTable<Run>(shortened(markOf(secret)));
  const events = createRunEvents();
  const held: Observation[] = [];
  /** Users of ids whose runs have settled without an event too many. */
  const past = new Map<string, string>();
  let innocent = false;
  const mayBeNumbers = scope !== "global";
  const holders = createHolders(mayBeNumbers, () => {
    // One event has one type: these ids are numbers.
    innocent = true;
  });

  function judge(holder: Holder): void {
    const others = holder.company?.filter(({ user }) => user !== holder.user) ?? [];
    const [other] = others;
    if (!other) return;
    const group = [holder, ...others];
    if (group.some(({ leaked }) => leaked)) return;
    if (scope === "undeclared") {
      if (holder.surplus !== true) innocent ||= other.surplus === false;
      else if (held.length < HELD) held.push(sharedId(other, [holder]));
      return;
    }
    if (group.some(({ surplus }) => surplus === null)) return;
    const inOrder = group.toSorted((a, b) => a.op.index - b.op.index);
    const origin = inOrder.find(({ surplus }) => surplus === false) ?? inOrder[0];
    if (origin)
      report(
        sharedId(
          origin,
          inOrder.filter((one) => one !== origin),
        ),
      );
  }

  /** Whether ids tell nothing, or nothing any more. */
  function isMute(): boolean {
    return scope === "run" || (mayBeNumbers && innocent);
  }

  function forgetAll(): void {
    for (const known of [byMark, holders, past]) known.clear();
  }

  function settleHolders(run: Run, surplus: ReadonlySet<string>): void {
    for (const holder of holders.take(run)) {
      holder.surplus = surplus.has(holder.op.event.type);
      judge(holder);
      holders.forget(holder);
    }
  }

  /** Whether a user has ids for himself shows in those that came without an event too many. */
  function remember({ event: { id, type } }: EventOp, user: string, surplus: ReadonlySet<string>) {
    if (id !== null && past.size < PAST && !surplus.has(type)) past.set(id, user);
  }

  return {
    see(op, run, received) {
      const { id } = op.event;
      if (id === null || isMute()) return;
      if (past.size > 0) innocent ||= (past.get(id) ?? run.owner) !== run.owner;
      const mark = shortened(received?.mark ?? markOf(id));
      const first = byMark.get(mark);
      if (first === undefined && received !== null && !holders.has(id)) {
        byMark.set(mark, run);
        return;
      }
      const earlier = first === undefined ? null : events.find(first, id);
      // It came before in its own run, where that is no other's.
      if (first === run && earlier !== null && earlier !== op) return;
      if (first !== undefined && first !== run && earlier !== null)
        holders.hold(earlier, first, id);
      holders.hold(op, run, id);
    },
    leaked(op, run) {
      const { id } = op.event;
      if (id === null || isMute()) return;
      // Under another's name it did not count as an event of this run: then there is nothing to take back.
      const seen = events.find(run, id);
      const holder = holders.of(run, id) ?? (seen === null ? null : holders.hold(seen, run, id));
      if (holder !== null) holder.leaked = true;
    },
    settle(run) {
      if (isMute()) return forgetAll();
      events.settle(run);
      const surplus = run.plain === true ? NO_TYPES : surplusTypes(run);
      for (const { received } of run.streams) {
        for (const { op, mark } of received) {
          if (mark === null) continue;
          const key = shortened(mark);
          if (byMark.get(key) === run) byMark.delete(key);
          if (mayBeNumbers) remember(op, run.owner, surplus);
        }
      }
      settleHolders(run, surplus);
    },
    finish() {
      if (!innocent) held.forEach(report);
    },
  };
}

/** Types of which some reader of this run had more events than the contract wants. */
function surplusTypes(run: Run): ReadonlySet<string> {
  const types = new Set<string>();
  for (const { differences, received } of run.streams) {
    for (const difference of differences) {
      if (difference.kind === "extra") types.add(difference.event.op.event.type);
    }
    for (const { op, copyKind } of received) if (isForeignCopy(copyKind)) types.add(op.event.type);
  }
  return types;
}

/** A copy under its own id is a plain duplicate: no other user is needed to explain it. */
function isForeignCopy(kind: Received["copyKind"]): boolean {
  return kind === "re-id" || kind === "equivocation";
}

function sharedId(origin: Holder, receivers: readonly Holder[]): Observation {
  const { type, id } = origin.op.event;
  const names = receivers
    .map(({ user }) => user)
    .slice(0, 5)
    .join(", ");
  return {
    guarantee: "isolation",
    kind: "shared",
    user: receivers[0]?.user ?? null,
    victim: origin.user,
    run: origin.run,
    event: type,
    ops: [...receivers.map(({ op }) => op.index).slice(0, 10), origin.op.index, origin.sent],
    message: `${origin.user}'s ${type} came to ${names} as well, under the same event id ${JSON.stringify(id)}`,
    touches: [origin, ...receivers].map(({ user, run }) => ({ user, run, event: type })),
  };
}
