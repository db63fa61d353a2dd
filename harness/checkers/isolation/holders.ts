import type { EventOp } from "../../history/op.ts";
import type { Run } from "../scene/scene.ts";

/** One event at its reader, by its id: only of ids of which more than one run seems to have an event. */
export interface Holder {
  readonly user: string;
  readonly run: string;
  readonly sent: number;
  readonly op: EventOp;
  /** Holders of the same id, of other users' runs and of its own, itself among them; null: none, as it is with nearly all. */
  company: Holder[] | null;
  /** Holders of the same id that came before and after it. */
  next: Holder | null;
  previous: Holder | null;
  /** It has been reported as a leak by its content: its id proves nothing more. */
  leaked: boolean;
  /** Whether the run had an event of this type too many; null: it is not settled. */
  surplus: boolean | null;
}

/** Who holds which id, of the runs that are open or lingering. */
export interface Holders {
  /** Whether any event of this id is held. */
  has(id: string): boolean;
  /** The event of this id of this run; null: none is held. */
  of(run: Pick<Run, "id">, id: string): Holder | null;
  /** Holds the event, unless one of this id and run is held already. */
  hold(op: EventOp, run: Run, id: string): Holder;
  /** Those of a run that settles. They stay linked with the others of their ids until each is forgotten. */
  take(run: Pick<Run, "id">): readonly Holder[];
  forget(holder: Holder): void;
  clear(): void;
}

/** Events of a run that are looked through. */
const FEW = 16;

/**
 * Holders of one id that are told together: a server that gives all events one id would else have a company without an
 * end. The last of a full one is the first of the next.
 */
const COMPANY = 100;

const NONE: readonly Holder[] = [];

/**
 * @param mayBeNumbers ids may be numbers of a run: then every id has a holder in every run, and one other is enough
 * @param onOtherType told where ids may be numbers, and one stood at two users on events of two types
 */
export function createHolders(mayBeNumbers: boolean, onOtherType: () => void): Holders {
  /** Of each id the holder that came last. */
  const byId = new Map<string, Holder>();
  const byRun = new Map<string, Holder[]>();
  /** The same by id, of runs with many events. */
  const indices = new Map<string, Map<string, Holder>>();

  /** Finds the one other that is enough, where ids may be numbers. */
  function pair(holder: Holder): void {
    for (let other = holder.next; other !== null; other = other.next) {
      if (other.user === holder.user) continue;
      if (other.op.event.type !== holder.op.event.type) {
        onOtherType();
        continue;
      }
      holder.company = [other, holder];
      other.company ??= holder.company;
      return;
    }
  }

  function join(holder: Holder, last: Holder): void {
    const company = last.company;
    if (company !== null && company.length < COMPANY) {
      company.push(holder);
      holder.company = company;
      return;
    }
    holder.company = [last, holder];
    last.company ??= holder.company;
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

  return {
    has: (id) => byId.size > 0 && byId.has(id),
    of,
    hold(op: EventOp, run: Run, id: string): Holder {
      const known = of(run, id);
      if (known !== null) return known;
      const holder: Holder = {
        user: run.owner,
        run: run.id,
        sent: run.sendIndex,
        op,
        company: null,
        next: byId.get(id) ?? null,
        previous: null,
        leaked: false,
        surplus: null,
      };
      byId.set(id, holder);
      if (holder.next !== null) {
        holder.next.previous = holder;
        if (mayBeNumbers) pair(holder);
        else join(holder, holder.next);
      }
      const own = byRun.get(run.id);
      if (own === undefined) byRun.set(run.id, [holder]);
      else own.push(holder);
      return holder;
    },
    take(run) {
      const own = byRun.get(run.id) ?? NONE;
      byRun.delete(run.id);
      indices.delete(run.id);
      return own;
    },
    forget(holder) {
      const { next, previous } = holder;
      const { id } = holder.op.event;
      // What others hold of it must not hold all that were before it.
      Object.assign(holder, { next: null, previous: null, company: null });
      if (id === null) return;
      if (next !== null) next.previous = previous;
      if (previous !== null) previous.next = next;
      else if (next === null) byId.delete(id);
      else byId.set(id, next);
    },
    clear() {
      for (const known of [byId, byRun, indices]) known.clear();
    },
  };
}
