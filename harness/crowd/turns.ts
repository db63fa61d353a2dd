import type { Plan, PlannedUser } from "../plan/plan.ts";
import { runsOf } from "../plan/runs-of.ts";
import { createOpenLimit, type OpenLimit } from "./open-limit.ts";
import { closedTimetable, type Due, openTimetable, type Timetable } from "./timetable.ts";

/** A run that is to be sent now. */
export interface Turn extends Due {
  /** Since when nothing but ourselves held it back, on the witness's clock. */
  readonly possible: number;
}

/**
 * Whose turn it is to start a run: what is due by the timetable, as far as the limit of open runs admits it.
 *
 * Knows no clock and no sockets: it is told the time, and how many runs are open.
 */
export class Turns {
  readonly #plan: Plan;
  readonly #users: readonly PlannedUser[];
  readonly #limit: OpenLimit;
  #timetable: Timetable = closedTimetable([], 0, 0);
  /** When the limit last held nobody back any more. */
  #admitted = 0;

  /** @param users who start runs; a member is a position among them */
  constructor(plan: Plan, users: readonly PlannedUser[]) {
    this.#plan = plan;
    this.#users = users;
    this.#limit = createOpenLimit(plan.schedule.maxOpenRuns);
  }

  /** The first turns are taken from `barrier` on; before that there are none. */
  begin(barrier: number): void {
    const { schedule, soak } = this.#plan;
    const members = this.#users.map((user) => runsOf(this.#plan, user));
    const until = barrier + (soak?.duration ?? Infinity);
    this.#timetable =
      schedule.kind === "open"
        ? openTimetable(members, barrier)
        : closedTimetable(members, schedule.runsAtOnce, barrier, until);
  }

  /** Null: nobody's, as long as no more time passes and no run ends. */
  next(now: number, open: number): Turn | null {
    if (this.#isFull(open)) return null;
    const due = this.#timetable.next(now);
    if (due === null) return null;
    const possible = Math.max(due.scheduled, this.#admitted);
    // Who waits for a turn under the cap of a closed schedule is not late; the clock of an open one waits for nobody.
    return { ...due, scheduled: this.#waitsForNobody ? due.scheduled : possible, possible };
  }

  /** Milliseconds until it is somebody's by the clock alone; null: that depends on a run's end, or nothing is left. */
  wakesIn(now: number, open: number): number | null {
    const at = this.#timetable.wakesAt();
    return at === null || this.#isFull(open) ? null : Math.max(0, at - now);
  }

  /** One run of this member is over; so many were open, itself included. */
  over(member: number, now: number, open: number): void {
    if (this.#isFull(open)) this.#admitted = now;
    this.#timetable.over(member, now);
  }

  /** A run of this member could not be sent. */
  missed(member: number, now: number): void {
    this.#timetable.over(member, now);
  }

  /** Every run was handed out, or the time for starting them is over. */
  exhausted(now: number): boolean {
    return this.#timetable.exhausted(now);
  }

  /**
   * How late this process is, in milliseconds, and how many runs have ended. An open schedule waits for nobody, not
   * even for us.
   *
   * @returns whether the limit held somebody back, and does so no more
   */
  heed(late: number, ended: number, now: number, open: number): boolean {
    if (this.#waitsForNobody) return false;
    const wasFull = this.#isFull(open);
    this.#limit.observe(late, ended);
    if (!wasFull || this.#isFull(open)) return false;
    this.#admitted = now;
    return true;
  }

  get #waitsForNobody(): boolean {
    return this.#plan.schedule.kind === "open";
  }

  #isFull(open: number): boolean {
    return open >= this.#limit.now;
  }
}
