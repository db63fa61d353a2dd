import type { HistoryHeader } from "../../history/header.ts";
import type { EventOp, FrameOp, Op } from "../../history/op.ts";
import { readCanary } from "../../ownership/canary.ts";
import { readId } from "../../ownership/run-id.ts";
import { createHeldNames } from "./held-names.ts";
import { createServerNames } from "./server-names.ts";

/** Passes ops on in their order, those under ids of the server's own under ours. */
export interface Naming {
  push(op: Op): void;
  /** To be told of each run that has settled. */
  settle(run: { readonly id: string }): void;
  /** Whether nothing proves the name of this run: it was the only one that could be meant. */
  isGuess(run: string): boolean;
  /** Passes on what is still held. */
  finish(): void;
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
 * for as long as the patience. What nothing proves then is taken for the run that alone can be meant: its receiver's
 * only one without a name, when he received no other such id before he started the next, unless somebody else received
 * it of whom the same is true. All else is passed on as it came, and is a stranger's.
 *
 * `runIds: "connection"`: an id is a run's on the connection of its proof, until another is proved there.
 *
 * Memory: the names of open runs and some of those before them (see `createServerNames`), and the ops of at most the
 * patience.
 *
 * @param onName told of each id of the server's that turned out to be a run's
 */
export function createNaming(
  header: Pick<HistoryHeader, "key" | "plan" | "dialect" | "contract" | "patience">,
  next: (op: Op) => void,
  onName: (theirs: string) => void = ignore,
): Naming {
  const { runIds = "client" } = header.dialect;
  if (runIds === "client") {
    return { push: next, settle() {}, isGuess: () => false, finish() {} };
  }
  const { key, patience, plan } = header;
  const users = new Set(plan.users.map(({ id }) => id));
  const broadcasts = new Set(header.contract.broadcasts);
  const unique = runIds === "server";
  const names = createServerNames({ key, users: plan.users.length, unique });
  const held = createHeldNames();
  const guesses = new Set<string>();
  const queue: Op[] = [];
  let spent = 0;

  /** Where another connection may use the same id for another run, a name is one of its connection. */
  function scoped({ connection }: EventOp | FrameOp, theirs: string): string {
    return unique ? theirs : `${connection} ${theirs}`;
  }

  function tell(op: EventOp | FrameOp, theirs: string, run: string): void {
    const name = scoped(op, theirs);
    if (unique && names.runOf(name) === null) onName(theirs);
    names.tell(name, run);
  }

  function learn(op: Op): void {
    if (op.type === "send") return names.sent(op);
    if (op.type !== "event" && op.type !== "frame") return;
    const run = runOf(op);
    if (run === null) return;
    if (op.alias !== undefined && readId(key, run)?.kind === "run") tell(op, op.alias, run);
    else if (op.type === "event" && isStrange(op)) {
      const proved = names.provedBy(op);
      if (proved !== null) tell(op, run, proved);
    }
  }

  /** Under an id that is nobody's so far. */
  function isStrange(op: Op): boolean {
    if (op.type !== "event" && op.type !== "frame") return false;
    if (op.type === "event" && broadcasts.has(op.event.type)) return false;
    const run = runOf(op);
    return run !== null && names.runOf(scoped(op, run)) === null && readId(key, run) === null;
  }

  /** Whether its owner may still turn out: somebody's run that was sent before has no name yet. */
  function isOpen(op: Op, now: number): boolean {
    return now - op.time < patience && isStrange(op) && names.isWaiting(op.index);
  }

  /** The only run that an event which nothing proves can be of; null: there is none, or it is not alone. */
  function guess(op: EventOp, theirs: string): string | null {
    if (!isStrange(op) || namesAnother(op)) return null;
    const name = scoped(op, theirs);
    const only = onlyRun(op);
    if (only === null) return null;
    const others = held.holders(name).filter((user) => user !== op.user);
    if (others.some((user) => onlyRun({ user, index: op.index }) !== null)) return null;
    tell(op, theirs, only);
    guesses.add(only);
    return only;
  }

  /** A user's only run without a name, if he received but one such id while it was his newest. */
  function onlyRun(at: Pick<EventOp, "user" | "index">): string | null {
    const only = names.onlyNameless(at);
    if (only === null) return null;
    const strange = held.namesOf(at.user, only.until).filter((name) => names.runOf(name) === null);
    return strange.length === 1 ? only.run : null;
  }

  /** By its envelope, or by a text in it. */
  function namesAnother({ event, user, canaries = [] }: EventOp): boolean {
    const isOther = (index: number): boolean => plan.users[index]?.id !== user;
    if (event.user !== null && event.user !== user && users.has(event.user)) return true;
    const thread = event.thread === null ? null : readId(key, event.thread);
    if (thread !== null && isOther(thread.user)) return true;
    return canaries.some((text) => {
      const read = readCanary(key, text);
      return read?.kind === "ours" && isOther(read.user);
    });
  }

  function pass(op: Op): void {
    const run = op.type === "event" || op.type === "frame" ? runOf(op) : null;
    if (run === null || (op.type !== "event" && op.type !== "frame")) return next(op);
    const known = names.runOf(scoped(op, run)) ?? names.ofThread(run, op.index);
    const ours = known ?? (op.type === "event" ? guess(op, run) : null);
    held.leave(op.index);
    if (ours === null) next(op);
    else if (op.type === "event") next({ ...op, event: { ...op.event, run: ours } });
    else next({ ...op, run: ours });
  }

  return {
    push(op) {
      learn(op);
      if (op.type === "event" && op.event.run !== null && isStrange(op)) {
        held.enter(op.index, op.user, scoped(op, op.event.run));
      }
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
    settle({ id }) {
      names.over(id);
      guesses.delete(id);
    },
    isGuess: (run) => guesses.has(run),
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
