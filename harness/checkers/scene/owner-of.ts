import type { HistoryHeader } from "../../history/header.ts";
import type { EventOp } from "../../history/op.ts";
import { readCanary } from "../../ownership/canary.ts";
import { mintId, type OwnId, readId } from "../../ownership/run-id.ts";
import type { OpenRun } from "./open-run.ts";
import type { Ownership } from "./scene.ts";
import type { SettledRuns } from "./settled-runs.ts";

/** Whose an event is; `run`: the open run that it speaks of. */
export interface Owner {
  readonly ownership: Ownership | null;
  readonly run: OpenRun | null;
}

/** What the ledger knows of runs. */
export interface Register {
  readonly open: ReadonlyMap<string, OpenRun>;
  readonly settled: SettledRuns;
  /** Open and lingering runs of a user, in the order of their sends. */
  runsOf(user: string): readonly OpenRun[];
  /** The newest run of a user that has settled; null: none has. */
  lastOf(user: string): string | null;
  /** Whether a run's sequence goes on with an event of this type. */
  expects(run: OpenRun, type: string, connection: number): boolean;
}

const DRIFTED = { kind: "drifted" } as const;
const STRANGER: Owner = { ownership: { kind: "stranger" }, run: null };
const BROADCAST: Owner = { ownership: { kind: "broadcast" }, run: null };

const OWN: Ownership = { kind: "own" };

/** The same object for each event of a run. */
function asOwn(run: OpenRun): Owner {
  run.own ??= { ownership: OWN, run };
  return run.own;
}

/**
 * Tells whose an event is: by its run id, and where that is nobody's by its thread, user or canary.
 * Without such evidence it is a stranger's: a leak must not be taken for a run id that drifted.
 *
 * @param isGuess whether the id stands for one of the server's that nothing proves, so that it tells nothing by itself
 */
export function ownerOf(
  header: Pick<HistoryHeader, "key" | "plan" | "contract">,
  register: Register,
  isGuess: (run: string) => boolean = () => false,
): (op: EventOp) => Owner {
  const { key, plan } = header;
  const broadcasts = new Set(header.contract.broadcasts);
  const users = new Set(plan.users.map(({ id }) => id));

  /** Another user of the plan that the envelope names. */
  function namedOther({ event, user }: EventOp): string | null {
    return event.user !== null && event.user !== user && users.has(event.user) ? event.user : null;
  }

  function foreign(owner: string, run: string | null): Owner {
    const open = run === null ? undefined : register.open.get(run);
    return { ownership: { kind: "foreign", owner, run }, run: open ?? null };
  }

  function openRunOf(own: OwnId): OpenRun | null {
    return register.open.get(mintId(key, "run", own.user, own.run)) ?? null;
  }

  function ofKnownRun(op: EventOp, run: OpenRun): Owner {
    if (run.owner !== op.user) return foreign(run.owner, run.id);
    // Of the run's own thread it need not be read whose it is.
    const other = op.event.thread === run.thread ? namedOther(op) : foreignEnvelope(op);
    if (other === null) {
      run.named ||= !isGuess(run.id) || namesReceiver(op, run);
      return asOwn(run);
    }
    return { ownership: { kind: "foreign", owner: other, run: run.id }, run };
  }

  function ofMintedRun(op: EventOp, id: string, own: OwnId): Owner {
    const owner = plan.users[own.user]?.id;
    if (owner === undefined) return STRANGER;
    const run = own.kind === "run" ? openRunOf(own) : null;
    if (owner !== op.user) return foreign(owner, run?.id ?? id);
    if (own.kind !== "run") return ofUnknownRun(op);
    // The id in another spelling.
    if (run !== null) {
      run.named = true;
      return { ownership: DRIFTED, run };
    }
    const kind = register.settled.has(own) ? "settled" : "unsent";
    return { ownership: { kind, run: id }, run: null };
  }

  function ofSettledRun({ user }: EventOp, run: string, owner: string): Owner {
    if (owner !== user) return foreign(owner, run);
    return { ownership: { kind: "settled", run }, run: null };
  }

  /** By what was known of this id before, thread, canary, user, in this order; null: nothing says that it is the receiver's. */
  function evidence(op: EventOp, runs: readonly OpenRun[]): OpenRun | null {
    const { event } = op;
    const known = runs.find(({ alias }) => alias !== null && alias === event.run);
    if (known !== undefined) return known;
    const byThread = runs.filter(({ thread }) => thread !== null && thread === event.thread);
    const byCanary = runs.filter(({ sighting }) => {
      return sighting !== null && op.canaries?.includes(sighting) === true;
    });
    const byUser = event.user !== null && event.user === op.user ? runs : [];
    const found = best(op, byThread) ?? best(op, byCanary) ?? best(op, byUser);
    if (found !== null) found.named = true;
    return found;
  }

  /** The one whose sequence goes on with this event, else the first. */
  function best({ event, connection }: EventOp, runs: readonly OpenRun[]): OpenRun | null {
    if (runs.length < 2) return runs[0] ?? null;
    const expecting = runs.find((run) => register.expects(run, event.type, connection));
    return expecting ?? runs[0] ?? null;
  }

  /** A user of the plan whom thread or user of the envelope name, and who is not the receiver. */
  function foreignEnvelope(op: EventOp): string | null {
    const { thread } = op.event;
    const read = thread === null ? null : readId(key, thread);
    const owner = read === null ? undefined : plan.users[read.user]?.id;
    if (owner !== undefined && owner !== op.user) return owner;
    return namedOther(op);
  }

  /** Under an id that is nobody's. */
  function ofUnknownRun(op: EventOp): Owner {
    const other = foreignEnvelope(op);
    if (other !== null) return foreign(other, op.event.run);
    const run = op.user === null ? null : evidence(op, register.runsOf(op.user));
    if (run === null) return STRANGER;
    run.alias = op.event.run;
    return { ownership: DRIFTED, run };
  }

  /** Without a run id. */
  function ofNoRun(op: EventOp): Owner {
    const other = foreignEnvelope(op);
    if (other !== null) return foreign(other, null);
    if (op.user === null) return STRANGER;
    const runs = register.runsOf(op.user);
    const run = evidence(op, runs) ?? best(op, runs);
    if (run !== null) return asOwn(run);
    const last = register.lastOf(op.user);
    return last === null || foreignCanary(op)
      ? STRANGER
      : { ownership: { kind: "settled", run: last }, run: null };
  }

  function foreignCanary({ canaries = [], user }: EventOp): boolean {
    return canaries.some((text) => {
      const read = readCanary(key, text);
      return read?.kind === "ours" && plan.users[read.user]?.id !== user;
    });
  }

  return (op) => {
    const { event } = op;
    if (broadcasts.has(event.type)) return BROADCAST;
    if (event.run === null) return ofNoRun(op);
    const run = register.open.get(event.run);
    if (run !== undefined) return ofKnownRun(op, run);
    const owner = register.settled.ownerOf(event.run);
    if (owner !== null) return ofSettledRun(op, event.run, owner);
    const own = readId(key, event.run);
    return own === null ? ofUnknownRun(op) : ofMintedRun(op, event.run, own);
  };
}

/** Whether the envelope tells by more than the run id that an event is its receiver's. */
function namesReceiver({ event, user }: EventOp, run: OpenRun): boolean {
  if (event.user !== null && event.user === user) return true;
  return event.thread !== null && event.thread === run.thread;
}
