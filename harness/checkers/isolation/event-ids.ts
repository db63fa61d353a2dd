import type { HistoryHeader } from "../../history/header.ts";
import type { EventOp } from "../../history/op.ts";
import type { Observation } from "../../verdict/finding.ts";
import { markOf, shortened } from "../mark-of.ts";
import type { Received, Run } from "../scene.ts";
import { createMarkTable } from "./mark-table.ts";
import { createRunEvents } from "./run-events.ts";

/** One event at its reader, by its id: only of ids of which more than one run seems to have an event. */
interface Holder {
  readonly user: string;
  readonly run: string;
  readonly sent: number;
  readonly op: EventOp;
  /** Holders of the same id that are other users; null: none, as it is with nearly all. */
  others: Holder[] | null;
  /** Holders of the same id that came before and after it. */
  next: Holder | null;
  previous: Holder | null;
  /** It has been reported as a leak by its content: its id proves nothing more. */
  leaked: boolean;
  /** Whether the run had an event of this type too many; null: it is not settled. */
  surplus: boolean | null;
}

export interface EventIds {
  /** An event of the receiver's own run, as its envelope says, and its entry in a stream of that run; null: it has none. */
  see(op: EventOp, run: Run, received: Received | null): void;
  /** This event of that run has been reported as a leak. */
  leaked(op: EventOp, run: Run): void;
  settle(run: Run): void;
  finish(): void;
}

/** Events of a run that are looked through. */
const FEW = 16;

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
  /** Of each id the holder that came last. */
  const byId = new Map<string, Holder>();
  const byRun = new Map<string, Holder[]>();
  /** The same by id, of runs with many events. */
  const indices = new Map<string, Map<string, Holder>>();
  const held: Observation[] = [];
  /** Users of ids whose runs have settled without an event too many. */
  const past = new Map<string, string>();
  let innocent = false;
  // Where ids may be numbers of a run, every id has a holder in every run: one other is enough then.
  const mayBeNumbers = scope !== "global";
  const most = mayBeNumbers ? 1 : Infinity;

  function link(holder: Holder): void {
    for (let other = holder.next; other !== null; other = other.next) {
      if ((holder.others?.length ?? 0) >= most) return;
      if (other.user === holder.user) continue;
      if (mayBeNumbers && other.op.event.type !== holder.op.event.type) {
        // One event has one type: these ids are numbers.
        innocent = true;
        continue;
      }
      (holder.others ??= []).push(other);
      if ((other.others?.length ?? 0) < most) (other.others ??= []).push(holder);
    }
  }

  function of(run: Pick<Run, "id">, id: string): Holder | null {
    const own = byRun.get(run.id);
    if (own === undefined) return null;
    if (own.length > FEW) return ofMany(run, id, own);
    return own.find(({ op }) => op.event.id === id) ?? null;
  }

  /** Where a run has many events, they are found by their ids. */
  function ofMany(run: Pick<Run, "id">, id: string, own: readonly Holder[]): Holder | null {
    let index = indices.get(run.id);
    if (index === undefined) indices.set(run.id, (index = new Map()));
    for (let at = index.size; at < own.length; at += 1) {
      const holder = own[at];
      if (holder) index.set(holder.op.event.id ?? "", holder);
    }
    return index.get(id) ?? null;
  }

  function unlink(id: string, { next, previous }: Holder): void {
    if (next !== null) next.previous = previous;
    if (previous !== null) previous.next = next;
    else if (next === null) byId.delete(id);
    else byId.set(id, next);
  }

  function judge(holder: Holder): void {
    if (holder.others === null) return;
    const group = [holder, ...holder.others];
    if (group.some(({ leaked }) => leaked)) return;
    if (scope === "undeclared") {
      const [other] = holder.others;
      if (!other) return;
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

  function hold(op: EventOp, run: Run, id: string): Holder {
    const known = of(run, id);
    if (known !== null) return known;
    const holder: Holder = {
      user: run.owner,
      run: run.id,
      sent: run.sendIndex,
      op,
      others: null,
      next: byId.get(id) ?? null,
      previous: null,
      leaked: false,
      surplus: null,
    };
    byId.set(id, holder);
    if (holder.next !== null) {
      holder.next.previous = holder;
      link(holder);
    }
    const own = byRun.get(run.id);
    if (own === undefined) byRun.set(run.id, [holder]);
    else own.push(holder);
    return holder;
  }

  function forgetAll(): void {
    for (const known of [byMark, byId, byRun, indices, past]) known.clear();
  }

  function settleHolders(run: Run, surplus: ReadonlySet<string>): void {
    const own = byRun.get(run.id);
    if (own === undefined) return;
    byRun.delete(run.id);
    indices.delete(run.id);
    for (const holder of own) {
      const { id } = holder.op.event;
      holder.surplus = surplus.has(holder.op.event.type);
      judge(holder);
      if (id !== null) unlink(id, holder);
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
      if (first === undefined && received !== null && !(byId.size > 0 && byId.has(id))) {
        byMark.set(mark, run);
        return;
      }
      const earlier = first === undefined ? null : events.find(first, id);
      // It came before in its own run, where that is no other's.
      if (first === run && earlier !== null && earlier !== op) return;
      if (first !== undefined && first !== run && earlier !== null) hold(earlier, first, id);
      hold(op, run, id);
    },
    leaked(op, run) {
      const { id } = op.event;
      if (id === null || isMute()) return;
      // Under another's name it did not count as an event of this run: then there is nothing to take back.
      const seen = events.find(run, id);
      const holder = of(run, id) ?? (seen === null ? null : hold(seen, run, id));
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
