import type { Dialect, Message, RunIntent } from "../dialects/dialect.ts";
import type { SendOp, Unstamped } from "../history/op.ts";
import type { Witness } from "../history/witness.ts";
import type { Plan, PlannedRun, PlannedUser } from "../plan/plan.ts";
import { runsOf } from "../plan/runs-of.ts";
import { type AwakeClock, BEAT, createAwakeClock } from "./awake.ts";
import type { Connection } from "./connection.ts";
import { heaviest, Kept, type KeptLimits } from "./kept.ts";
import { speak } from "./masked.ts";
import { createOpenLimit, type OpenLimit } from "./open-limit.ts";
import { type OpenRun, OpenRuns } from "./open-runs.ts";
import type { Fate } from "./seat.ts";
import { type Timetable, closedTimetable, openTimetable } from "./timetable.ts";

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
 * Starts the runs of a plan in their time, and knows which are open.
 *
 * A run is over with its terminal event, a refusal or a cancellation that names it (on any connection of
 * its user), with the end of the connection that it was sent on, or after `patience` without a word.
 * Before that, at half of it, the connection is asked for a sign of life.
 *
 * One that goes on without an end is given up when more of it came than is kept, or after an hour (or the patience, if
 * that is longer); where all together take too much memory, the user of the largest leaves.
 */
export class Runs {
  sent = 0;
  ended = 0;
  /**
   * Nobody is left, and the plan is not done: a run was cut off, or some were never started. Not where nobody ever got
   * in, or where we hung up on all.
   */
  abandoned = false;
  /** Resolves when every run is over, in a soak those that its time allowed, when nobody is left to start one, or on `stop`; rejects when the dialect throws. */
  readonly over: Promise<void>;
  readonly #options: RunsOptions;
  readonly #open = new OpenRuns();
  readonly #settle: { resolve(): void; reject(reason: unknown): void };
  #timetable: Timetable = closedTimetable([], 0, 0);
  /** When the cap on open runs was last lifted. */
  #admitted = 0;
  #working = false;
  #stopped = false;
  /** A run ended because its connection did. */
  #cutOff = false;
  #alarm: NodeJS.Timeout | undefined;
  #soon: NodeJS.Immediate | undefined;
  #sweeper: NodeJS.Timeout | undefined;
  readonly #awake: AwakeClock;
  readonly #limit: OpenLimit;
  readonly #kept: Kept;
  #beat: NodeJS.Timeout | undefined;

  constructor(options: RunsOptions) {
    this.#options = options;
    this.#awake = createAwakeClock(() => options.witness.now());
    this.#kept = new Kept(options.kept);
    this.#limit = createOpenLimit(options.plan.schedule.maxOpenRuns);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.over = promise;
    this.#settle = { resolve, reject };
    // Whoever awaits `over` is told; nobody may be awaiting it yet.
    promise.catch(() => undefined);
  }

  get open(): number {
    return this.#open.size;
  }

  /** Whether this user's run was started, and its end has not been heard. */
  isOpen(id: string, user: string): boolean {
    return this.#open.get(id)?.connection.seat.user === user;
  }

  /** The open run of this id, else the user's of this thread, else his only one; null: nobody can tell. */
  openAs(id: string, user: string | null): string | null {
    return this.#open.get(id) === undefined ? this.#open.meantBy(id, user) : id;
  }

  /** The barrier falls: the whole first wave is written before anything is read. */
  begin(): void {
    if (this.#stopped) return;
    const { plan, members, patience, witness } = this.#options;
    const { kind, runsAtOnce } = plan.schedule;
    const users = members.map(({ user }) => ({ runs: runsOf(plan, user) }));
    const barrier = witness.now();
    const until = barrier + (plan.soak?.duration ?? Infinity);
    this.#timetable =
      kind === "open"
        ? openTimetable(users, barrier)
        : closedTimetable(users, runsAtOnce, barrier, until);
    const every = Math.min(Math.max(patience / 20, 10), 500);
    this.#awake.beat();
    this.#beat = setInterval(() => this.#heed(this.#awake.beat()), BEAT);
    this.#sweeper = setInterval(() => this.#sweep(), every);
    this.#workOrLeave();
  }

  heard(connection: Connection, message: Message): void {
    const open = this.#open.spokenOf(message, connection);
    if (!open || open.connection.seat.user !== connection.seat.user) return;
    open.heard = this.#awake.now();
    const answered = open.answered;
    open.answered = true;
    if (message.kind === "event") this.#kept.add(open, connection.newest);
    if (this.#isLast(message, answered) || this.#isFull(open)) this.#end(open);
    else if (this.#kept.isTooMuch) this.#partWith(heaviest(this.#open.values()));
    else if (open.connection === connection && ++open.messages === open.run.cancelAfter) {
      this.#cancel(open);
    }
  }

  /** A connection ended: what was sent on it is over. */
  lost(connection: Connection): void {
    if (this.#stopped || !this.#sweeper) return;
    for (const open of this.#open.values()) {
      if (open.connection !== connection) continue;
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

  /** An open schedule waits for nobody, not even for us. */
  #heed(late: number): void {
    if (this.#options.plan.schedule.kind === "open") return;
    const wasFull = this.#open.size >= this.#limit.now;
    this.#limit.observe(late, this.ended);
    if (!wasFull || this.#open.size >= this.#limit.now) return;
    this.#admitted = this.#options.witness.now();
    this.#work();
  }

  /** `answered`: something had come of the run before. Then an error need not be the end of it. */
  #isLast(message: Message, answered: boolean): boolean {
    if (message.kind === "event") return this.#options.terminalTypes.has(message.event.type);
    return message.kind === "cancelled" || (message.kind === "error" && !answered);
  }

  #isFull({ member, events }: OpenRun): boolean {
    const { members, kept } = this.#options;
    return events >= kept.events * (members[member]?.connections.length ?? 1);
  }

  /** Its user hears nothing more: only so does everybody know that no more is to be kept of it. */
  #partWith(open: OpenRun | undefined): void {
    const connections = open && this.#options.members[open.member]?.connections;
    for (const connection of connections ?? []) connection.cut();
  }

  #end(open: OpenRun): void {
    this.#close(open);
    this.#workSoon();
  }

  /** When all that has come was read: requests written one after the other wake the server once. */
  #workSoon(): void {
    this.#soon ??= setImmediate(() => {
      this.#soon = undefined;
      this.#work();
    });
  }

  #close(open: OpenRun): void {
    const now = this.#options.witness.now();
    if (this.#open.size >= this.#limit.now) this.#admitted = now;
    this.#open.delete(open);
    this.#kept.over(open);
    this.ended += 1;
    this.#timetable.over(open.member, now);
    this.#options.onChange(this);
  }

  #workOrLeave(): void {
    if (this.#some(({ is }) => is === "open")) return this.#work();
    const isDone = !this.#cutOff && this.#timetable.exhausted(this.#options.witness.now());
    this.abandoned = !isDone && this.#some((fate) => fate.is === "closed" && fate.by !== "harness");
    this.stop();
  }

  #some(is: (fate: Fate) => boolean): boolean {
    return this.#options.members.some(({ connections }) =>
      connections.some(({ fate }) => is(fate)),
    );
  }

  #work(): void {
    if (this.#working || this.#stopped) return;
    this.#working = true;
    const { witness } = this.#options;
    try {
      while (this.#open.size < this.#limit.now) {
        const due = this.#timetable.next(witness.now());
        if (!due) break;
        this.#start(due.member, due.run, due.scheduled);
      }
    } catch (error) {
      this.#settle.reject(error);
      this.stop();
    }
    this.#working = false;
    if (this.#open.size === 0 && this.#timetable.exhausted(witness.now())) this.stop();
    else this.#setAlarm();
  }

  #start(member: number, run: PlannedRun, wanted: number): void {
    const { members, dialect, witness, plan } = this.#options;
    const sender = members[member];
    const connection = sender?.connections[run.ordinal % sender.connections.length];
    if (!sender || !connection) return;
    const texts = speak("start", () => dialect.start(intentOf(sender.user, run)));
    const now = witness.now();
    const possible = Math.max(wanted, this.#admitted);
    const op: Unstamped<SendOp> = {
      type: "send",
      connection: connection.seat.number,
      user: sender.user.id,
      action: "start",
      run: run.id,
      thread: run.thread,
      canary: run.canary,
      // Who waits for a turn under the cap of a closed schedule is not late; the clock of an open one waits for nobody.
      scheduled: plan.schedule.kind === "open" ? wanted : possible,
      outcome: connection.isOpen ? "ok" : "fail",
    };
    witness.sent(op);
    if (op.outcome === "fail") {
      // In a soak who has no connection left has no turn either: his failures would have no end.
      if (plan.soak === undefined || sender.connections.some(({ isOpen }) => isOpen)) {
        this.#timetable.over(member, now);
      }
      return;
    }
    this.sent += 1;
    this.#options.onSendLag(now - possible);
    const since = this.#awake.now();
    this.#open.add({
      member,
      run,
      connection,
      heard: since,
      since,
      events: 0,
      memory: 0,
      pinged: false,
      messages: 0,
      answered: false,
      over: false,
    });
    let doubtful = false;
    for (const text of texts) {
      connection.send(text, (error) => {
        if (!error || doubtful) return;
        doubtful = true;
        witness.sent({ ...op, outcome: "info" });
      });
    }
    this.#options.onChange(this);
  }

  /** It stays open until the server says that it is over, or for the patience. */
  #cancel({ member, run, connection }: OpenRun): void {
    const { members, dialect, witness } = this.#options;
    const sender = members[member];
    if (!sender || !connection.isOpen) return;
    try {
      const messages = speak("cancel", () => dialect.cancel(intentOf(sender.user, run)));
      if (messages.length === 0) return;
      const now = witness.now();
      witness.sent({
        type: "send",
        connection: connection.seat.number,
        user: sender.user.id,
        action: "cancel",
        run: run.id,
        thread: run.thread,
        canary: null,
        scheduled: now,
        outcome: "ok",
      });
      for (const message of messages) connection.send(message);
    } catch (error) {
      this.#settle.reject(error);
      this.stop();
    }
  }

  #setAlarm(): void {
    clearTimeout(this.#alarm);
    const at = this.#timetable.wakesAt();
    if (at === null || this.#open.size >= this.#limit.now) return;
    const delay = Math.max(0, at - this.#options.witness.now());
    this.#alarm = setTimeout(() => this.#work(), delay);
  }

  #sweep(): void {
    const { patience, kept } = this.#options;
    const longest = Math.max(kept.time, patience);
    const now = this.#awake.now();
    for (const open of this.#open.values()) {
      const silence = now - open.heard;
      if (silence >= patience || now - open.since >= longest) this.#close(open);
      else if (silence >= patience / 2 && !open.pinged) {
        open.pinged = true;
        open.connection.ping();
      }
    }
    this.#work();
  }
}

function intentOf({ id, persona }: PlannedUser, run: PlannedRun): RunIntent {
  return {
    user: { id, name: persona.name },
    run: { id: run.id, thread: run.thread, canary: run.canary },
    prompt: run.prompt,
  };
}
