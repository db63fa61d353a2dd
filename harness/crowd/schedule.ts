import type { PlannedRun, PlannedUser } from "../plan/plan.ts";

/** A run whose time has come. */
export interface Due {
  /** Position of its user among the members. */
  readonly member: number;
  readonly run: PlannedRun;
  /** When it should have been sent, on the witness's clock. */
  readonly scheduled: number;
}

/** Which run is next, and when. Knows nothing of sockets. */
export interface Timetable {
  /** The next run whose time has come; null: none yet, or none any more. */
  next(now: number): Due | null;
  /** When the next one comes due by the clock alone; null: that depends on a run that is open, or nothing is left. */
  wakesAt(): number | null;
  /** One run of this member is over. */
  over(member: number, now: number): void;
  /** Every run was handed out. */
  exhausted(): boolean;
}

type Member = Pick<PlannedUser, "runs">;

/** Every member keeps `runsAtOnce` runs open: the first wave goes round all members, at `barrier`. */
export function closedTimetable(
  members: readonly Member[],
  runsAtOnce: number,
  barrier: number,
): Timetable {
  const taken = members.map(() => 0);
  /** Members that may start a run, in turn, and since when; those before `head` are gone. */
  const turns: { readonly member: number; readonly since: number }[] = [];
  let head = 0;
  let left = members.reduce((sum, { runs }) => sum + runs.length, 0);
  for (let slot = 0; slot < runsAtOnce; slot += 1) {
    for (const [member, { runs }] of members.entries()) {
      if (slot < runs.length) turns.push({ member, since: barrier });
    }
    if (turns.length === left) break;
  }
  return {
    next() {
      for (let turn = turns[head]; turn; turn = turns[head]) {
        head += 1;
        if (head > 1_024 && head * 2 > turns.length) head -= turns.splice(0, head).length;
        const { member, since } = turn;
        const run = members[member]?.runs[taken[member] ?? 0];
        if (!run) continue;
        taken[member] = (taken[member] ?? 0) + 1;
        left -= 1;
        return { member, run, scheduled: since };
      }
      return null;
    },
    wakesAt: () => null,
    over(member, now) {
      turns.push({ member, since: now });
    },
    exhausted: () => left === 0,
  };
}

/** Runs come due by the clock, `run.at` after `barrier`, whatever became of those before. */
export function openTimetable(members: readonly Member[], barrier: number): Timetable {
  const agenda = members
    .flatMap(({ runs }, member) =>
      runs.map((run): Due => ({ member, run, scheduled: barrier + (run.at ?? 0) })),
    )
    .toSorted((a, b) => a.scheduled - b.scheduled);
  let cursor = 0;
  return {
    next(now) {
      const due = agenda[cursor];
      if (!due || due.scheduled > now) return null;
      cursor += 1;
      return due;
    },
    wakesAt: () => agenda[cursor]?.scheduled ?? null,
    over() {},
    exhausted: () => cursor === agenda.length,
  };
}
