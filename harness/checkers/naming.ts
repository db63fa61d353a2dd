import type { HistoryHeader } from "../history/header.ts";
import type { EventOp, FrameOp, Op, SendOp } from "../history/op.ts";
import { mintId, readId } from "../ownership/run-id.ts";

/** Passes ops on in their order, those under ids of the server's own under ours. */
export interface Naming {
  push(op: Op): void;
  /** Passes on what is still held. */
  finish(): void;
}

/** A run that was sent, and whose name at the server is not known yet. */
interface Nameless {
  readonly run: string;
  readonly user: string | null;
  readonly thread: string | null;
  readonly canary: string | null;
  readonly sent: number;
}

/** Ops that were passed on, before the queue is shortened. */
const SPENT = 1_000;

/**
 * Where the server names runs by ids of its own, gives each event and frame the id that we sent.
 *
 * An id is a run's once something proves it: a message that names both, or one that its own user received
 * and that holds the run's canary or thread. A thread that we sent is itself a name: of the run that was sent
 * in it last, since those of one thread follow each other. Since the proof may come after the first events (an HTTP answer
 * is slower than the socket, an agent quotes the user late), everything waits for the proof in its order,
 * for as long as the patience. What nothing proves is passed on as it came, and is a stranger's.
 *
 * `runIds: "connection"`: an id is a run's on the connection of its proof, until another is proved there.
 *
 * Memory: an id and a send a run, and the ops of at most the patience.
 *
 * @param onName told of each id of the server's that turned out to be a run's
 */
export function createNaming(
  header: Pick<HistoryHeader, "key" | "dialect" | "contract" | "patience">,
  next: (op: Op) => void,
  onName: (theirs: string) => void = ignore,
): Naming {
  const { runIds = "client" } = header.dialect;
  if (runIds === "client") return { push: next, finish() {} };
  const { key, patience } = header;
  const broadcasts = new Set(header.contract.broadcasts);
  const names = new Map<string, string>();
  /** In the order of their sends. */
  const nameless = new Map<string, Nameless>();
  /** By thread, in the order of their sends. */
  const threads = new Map<string, Nameless[]>();
  const queue: Op[] = [];
  let spent = 0;

  /** Where another connection may use the same id for another run, a name is one of its connection. */
  function scoped({ connection }: EventOp | FrameOp, theirs: string): string {
    return runIds === "server" ? theirs : `${connection} ${theirs}`;
  }

  function named(op: EventOp | FrameOp, theirs: string, run: string): void {
    const name = scoped(op, theirs);
    // On a connection it may be used again, for the next run.
    if (runIds === "server" && names.has(name)) return;
    names.set(name, run);
    if (runIds === "server") onName(theirs);
    nameless.delete(run);
  }

  function learn(op: Op): void {
    if (op.type === "send") return sent(op);
    if (op.type !== "event" && op.type !== "frame") return;
    const run = runOf(op);
    if (run === null) return;
    if (op.alias !== undefined && readId(key, run)?.kind === "run") named(op, op.alias, run);
    else if (op.type === "event" && isStrange(op)) {
      const proved = provedBy(op, [...nameless.values()]);
      if (proved !== null) named(op, run, proved.run);
    }
  }

  function sent({ action, outcome, run, user, thread, canary, index }: SendOp): void {
    if (action !== "start" || run === null) return;
    if (outcome === "fail") nameless.delete(run);
    if (outcome !== "ok") return;
    const mine = { run, user, thread, canary, sent: index };
    nameless.set(run, mine);
    if (thread !== null) threads.set(thread, [...(threads.get(thread) ?? []), mine]);
  }

  /** Under an id that is nobody's so far. */
  function isStrange(op: Op): boolean {
    if (op.type !== "event" && op.type !== "frame") return false;
    if (op.type === "event" && broadcasts.has(op.event.type)) return false;
    const run = runOf(op);
    return run !== null && !names.has(scoped(op, run)) && readId(key, run) === null;
  }

  /** Whether its owner may still turn out: somebody's run that was sent before has no name yet. */
  function isOpen(op: Op, now: number): boolean {
    if (now - op.time >= patience || !isStrange(op)) return false;
    const [oldest] = nameless.values();
    return oldest !== undefined && oldest.sent < op.index;
  }

  function ofThread(id: string, index: number): string | undefined {
    const own = readId(key, id);
    if (own?.kind !== "thread") return undefined;
    const last = threads.get(id)?.findLast(({ sent: before }) => before < index);
    return last?.run ?? mintId(key, "run", own.user, own.run);
  }

  function pass(op: Op): void {
    const run = op.type === "event" || op.type === "frame" ? runOf(op) : null;
    if (run === null || (op.type !== "event" && op.type !== "frame")) return next(op);
    const ours = names.get(scoped(op, run)) ?? ofThread(run, op.index);
    if (ours === undefined) next(op);
    else if (op.type === "event") next({ ...op, event: { ...op.event, run: ours } });
    else next({ ...op, run: ours });
  }

  return {
    push(op) {
      learn(op);
      queue.push(op);
      for (let head = queue[spent]; head !== undefined; head = queue[spent]) {
        if (isOpen(head, op.time)) break;
        spent += 1;
        pass(head);
      }
      if (spent < SPENT && spent < queue.length) return;
      queue.splice(0, spent);
      spent = 0;
    },
    finish() {
      for (const op of queue.splice(0).slice(spent)) pass(op);
      spent = 0;
    },
  };
}

function ignore(): void {}

function runOf(op: EventOp | FrameOp): string | null {
  return op.type === "event" ? op.event.run : op.run;
}

/** The run whose own user received it, by the event itself and not by the message around it; null: none, or several. */
function provedBy({ user, event }: EventOp, nameless: readonly Nameless[]): Nameless | null {
  const his = user === null ? [] : nameless.filter((run) => run.user === user);
  if (his.length === 0) return null;
  const said = JSON.stringify(event.data).toLowerCase();
  const [only, another] = his.filter(({ canary }) => canary !== null && said.includes(canary));
  if (only !== undefined) return another === undefined ? only : null;
  return his.findLast(({ thread }) => thread !== null && thread === event.thread) ?? null;
}
