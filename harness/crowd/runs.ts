import type { Dialect, Message } from "../dialects/dialect.ts";
import type { Witness } from "../history/witness.ts";
import type { Plan, PlannedUser } from "../plan/plan.ts";
import { type Asking, cancel, startMessages, startOp, writeStart } from "./ask-run.ts";
import { BEAT } from "./awake.ts";
import type { Connection } from "./connection.ts";
import type { KeptLimits } from "./kept.ts";
import type { OpenRun } from "./open-runs.ts";
import { RunWatch } from "./run-watch.ts";
import type { Fate } from "./seat.ts";
import { type Turn, Turns } from "./turns.ts";

/** A user who starts runs, and his connections, one a tab. */
export interface Member {
  readonly user: PlannedUser;
  readonly connections: readonly Connection[];
}

export interface RunsOptions {
  readonly plan: Plan;
  readonly members: readonly Member[];
  readonly dialect: Dialect;
  readonly witness: Witness<Message>;
  readonly terminalTypes: ReadonlySet<string>;
  /** Milliseconds of silence after which a run is given up. */
  readonly patience: number;
  readonly kept: KeptLimits;
  /** Told of every change, and how late each send was. */
  onChange(runs: Runs): void;
  onSendLag(milliseconds: number): void;
}

/**
 * The runs of a plan, from the first to the last: each is sent in its turn (`turns.ts`) and watched over until it
 * ends or is given up (`run-watch.ts`), or the connection on which it was sent is gone.
 */
export class Runs {
  sent = 0;
  ended = 0;
  /**
   * Nobody is left, and the plan is not done: a run was cut off, or some were never started. Not where nobody ever got
   * in, or where we hung up on all.
   */
  abandoned = false;
  /**
   * Resolves when every run is over (in a soak those that its time allowed), when nobody is left to start one, or on
   * `stop`; rejects with a HarnessError `bad-config` when the dialect throws.
   */
  readonly over: Promise<void>;
  readonly #options: RunsOptions;
  readonly #watch: RunWatch;
  readonly #turns: Turns;
  readonly #settle: { resolve(): void; reject(reason: unknown): void };
  #working = false;
  #stopped = false;
  /** A run ended because its connection did. */
  #cutOff = false;
  #alarm: NodeJS.Timeout | undefined;
  #soon: NodeJS.Immediate | undefined;
  #sweeper: NodeJS.Timeout | undefined;
  #beat: NodeJS.Timeout | undefined;

  constructor(options: RunsOptions) {
    const { plan, members } = options;
    this.#options = options;
    const users = members.map(({ user }) => user);
    this.#turns = new Turns(plan, users);
    const readersOf = (member: number): number => members[member]?.connections.length ?? 1;
    this.#watch = new RunWatch({ ...options, readersOf });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.over = promise;
    this.#settle = { resolve, reject };
    // Whoever awaits `over` is told; nobody may be awaiting it yet.
    promise.catch(() => undefined);
  }

  get open(): number {
    return this.#watch.size;
  }

  /** Whether this user's run was started, and its end has not been heard. */
  isOpen(id: string, user: string): boolean {
    return this.#watch.isOpen(id, user);
  }

  /** The open run of this id, else the user's of this thread, else his only one; null: nobody can tell. */
  openAs(id: string, user: string | null): string | null {
    return this.#watch.openAs(id, user);
  }

  /** The barrier falls: the whole first wave is written before anything is read. */
  begin(): void {
    if (this.#stopped) return;
    const { patience, witness } = this.#options;
    this.#turns.begin(witness.now());
    const every = Math.min(Math.max(patience / 20, 10), 500);
    this.#watch.beat();
    this.#beat = setInterval(() => this.#heed(this.#watch.beat()), BEAT);
    this.#sweeper = setInterval(() => this.#sweep(), every);
    this.#workOrLeave();
  }

  heard(connection: Connection, message: Message): void {
    const step = this.#watch.heard(connection, message);
    if (step === null) return;
    const { run, to } = step;
    if (to === "end") {
      this.#close(run);
      this.#workSoon();
    } else if (to === "cancel") this.#cancel(run);
    else this.#partWith(run);
  }

  /** A connection ended: what was sent on it is over. */
  lost(connection: Connection): void {
    if (this.#stopped || !this.#sweeper) return;
    for (const open of this.#watch.on(connection)) {
      this.#cutOff = true;
      this.#close(open);
    }
    this.#workOrLeave();
  }

  /** Starts nothing more, and waits for nothing more. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#alarm);
    clearImmediate(this.#soon);
    clearInterval(this.#sweeper);
    clearInterval(this.#beat);
    this.#settle.resolve();
  }

  /** @param late how late this process is, in milliseconds */
  #heed(late: number): void {
    const now = this.#options.witness.now();
    if (this.#turns.heed(late, this.ended, now, this.open)) this.#work();
  }

  #sweep(): void {
    for (const open of this.#watch.givenUp()) this.#close(open);
    this.#work();
  }

  /** Its user hears nothing more: only so does everybody know that no more is to be kept of it. */
  #partWith({ member }: OpenRun): void {
    for (const connection of this.#options.members[member]?.connections ?? []) connection.cut();
  }

  #close(open: OpenRun): void {
    this.#turns.over(open.member, this.#options.witness.now(), this.open);
    this.#watch.delete(open);
    this.ended += 1;
    this.#options.onChange(this);
  }

  #workOrLeave(): void {
    if (this.#some(({ is }) => is === "open")) return this.#work();
    const isDone = !this.#cutOff && this.#turns.exhausted(this.#options.witness.now());
    this.abandoned = !isDone && this.#some((fate) => fate.is === "closed" && fate.by !== "harness");
    this.stop();
  }

  #some(is: (fate: Fate) => boolean): boolean {
    return this.#options.members.some(({ connections }) =>
      connections.some(({ fate }) => is(fate)),
    );
  }

  /** When all that has come was read: requests written one after the other wake the server once. */
  #workSoon(): void {
    this.#soon ??= setImmediate(() => {
      this.#soon = undefined;
      this.#work();
    });
  }

  /** Starts whatever may be started now. */
  #work(): void {
    if (this.#working || this.#stopped) return;
    this.#working = true;
    const { witness } = this.#options;
    this.#orStop(() => {
      for (let turn = this.#next(); turn; turn = this.#next()) this.#start(turn);
    });
    this.#working = false;
    if (this.#stopped) return;
    if (this.open === 0 && this.#turns.exhausted(witness.now())) this.stop();
    else this.#setAlarm();
  }

  #next(): Turn | null {
    return this.#turns.next(this.#options.witness.now(), this.open);
  }

  #setAlarm(): void {
    clearTimeout(this.#alarm);
    const delay = this.#turns.wakesIn(this.#options.witness.now(), this.open);
    if (delay !== null) this.#alarm = setTimeout(() => this.#work(), delay);
  }

  #start({ member, run, scheduled, possible }: Turn): void {
    const { members, dialect, witness, plan } = this.#options;
    const sender = members[member];
    const connection = sender?.connections[run.ordinal % sender.connections.length];
    if (!sender || !connection) return;
    const asking: Asking = { user: sender.user, run, connection };
    const messages = startMessages(dialect, asking);
    const now = witness.now();
    const op = startOp(asking, scheduled);
    witness.sent(op);
    if (op.outcome === "fail") {
      // In a soak who has no connection left has no turn either: his failures would have no end.
      if (plan.soak === undefined || sender.connections.some(({ isOpen }) => isOpen)) {
        this.#turns.missed(member, now);
      }
      return;
    }
    this.sent += 1;
    this.#options.onSendLag(now - possible);
    this.#watch.add(member, run, connection);
    writeStart(messages, op, connection, witness);
    this.#options.onChange(this);
  }

  /** It stays open until the server says that it is over, or for the patience. */
  #cancel({ member, run, connection }: OpenRun): void {
    const { members, dialect, witness } = this.#options;
    const user = members[member]?.user;
    if (!user || !connection.isOpen) return;
    this.#orStop(() => cancel(dialect, { user, run, connection }, witness));
  }

  /** A dialect that throws ends everything. */
  #orStop(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#settle.reject(error);
      this.stop();
    }
  }
}
