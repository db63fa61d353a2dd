import type { Message } from "../dialects/dialect.ts";
import type { Witness } from "../history/witness.ts";
import type { PlannedRun } from "../plan/plan.ts";
import { type AwakeClock, createAwakeClock } from "./awake.ts";
import type { Connection } from "./connection.ts";
import { heaviest, Kept, type KeptLimits } from "./kept.ts";
import { type OpenRun, OpenRuns } from "./open-runs.ts";

export interface RunWatchOptions {
  readonly witness: Pick<Witness<Message>, "now">;
  readonly terminalTypes: ReadonlySet<string>;
  /** Milliseconds of silence after which a run is given up. */
  readonly patience: number;
  readonly kept: KeptLimits;
  /** How many connections of this member hear of his runs. */
  readersOf(member: number): number;
}

/** What is to be done about an open run: it is over, is to be cancelled, or its user is to leave. */
export interface NextStep {
  readonly run: OpenRun;
  readonly to: "end" | "cancel" | "leave";
}

/**
 * Watches over the runs that were sent: what came of each, and how long it is still waited for.
 *
 * A run is over with its terminal event, a refusal or a cancellation that names it (on any connection of
 * its user), or after `patience` without a word. Before that, at half of it, the connection is asked for a sign of
 * life. One that goes on without an end is given up when more of it came than is kept, or after an hour (or the
 * patience, if that is longer); where all together take too much memory, the user of the largest leaves.
 */
export class RunWatch {
  readonly #options: RunWatchOptions;
  readonly #open = new OpenRuns();
  readonly #awake: AwakeClock;
  readonly #kept: Kept;

  constructor(options: RunWatchOptions) {
    this.#options = options;
    this.#awake = createAwakeClock(() => options.witness.now());
    this.#kept = new Kept(options.kept);
  }

  get size(): number {
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

  on(connection: Connection): readonly OpenRun[] {
    return [...this.#open.values()].filter((open) => open.connection === connection);
  }

  add(member: number, run: PlannedRun, connection: Connection): void {
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
  }

  delete(open: OpenRun): void {
    this.#open.delete(open);
    this.#kept.over(open);
  }

  heard(connection: Connection, message: Message): NextStep | null {
    const run = this.#open.spokenOf(message, connection);
    if (!run || run.connection.seat.user !== connection.seat.user) return null;
    run.heard = this.#awake.now();
    const isLast = this.#isLast(message, run);
    run.answered = true;
    if (message.kind === "event") this.#kept.add(run, connection.newest);
    if (isLast || this.#isFull(run)) return { run, to: "end" };
    if (this.#kept.isTooMuch) return { run: heaviest(this.#open.values()) ?? run, to: "leave" };
    if (run.connection !== connection) return null;
    return ++run.messages === run.run.cancelAfter ? { run, to: "cancel" } : null;
  }

  /** Those that are not waited for any longer. Whoever is half as silent is asked for a sign of life. */
  givenUp(): readonly OpenRun[] {
    const { patience, kept } = this.#options;
    const longest = Math.max(kept.time, patience);
    const now = this.#awake.now();
    const found: OpenRun[] = [];
    for (const open of this.#open.values()) {
      const silence = now - open.heard;
      if (silence >= patience || now - open.since >= longest) found.push(open);
      else if (silence >= patience / 2 && !open.pinged) {
        open.pinged = true;
        open.connection.ping();
      }
    }
    return found;
  }

  /** To be called every `BEAT`: what we slept through is hardly anybody's silence. @returns that, in milliseconds */
  beat(): number {
    return this.#awake.beat();
  }

  /** Where something had come of the run before, an error need not be the end of it. */
  #isLast(message: Message, { answered }: OpenRun): boolean {
    if (message.kind === "event") return this.#options.terminalTypes.has(message.event.type);
    return message.kind === "cancelled" || (message.kind === "error" && !answered);
  }

  #isFull({ member, events }: OpenRun): boolean {
    return events >= this.#options.kept.events * this.#options.readersOf(member);
  }
}
