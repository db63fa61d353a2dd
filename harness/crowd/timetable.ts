import type { PlannedRun } from "../plan/plan.ts";

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
  /** Every run was handed out, or the time for starting them is over. */
  exhausted(now: number): boolean;
}

/** The runs of a member in their order: in a list, or made as they are asked for. */
export type OwnRuns = Iterable<PlannedRun>;

/**
 * Every member keeps `runsAtOnce` runs open: the first wave goes round all members, at `barrier`.
 *
 * @param until when no further run is started
 */
export function closedTimetable(
  members: readonly OwnRuns[],
  runsAtOnce: number,
  barrier: number,
  until = Infinity,
): Timetable {
  const agendas = members.map(createAgenda);
  let left = agendas.filter((agenda) => agenda.peek() !== null).length;
  /** Turns of the first wave that were taken: so many times round, so many members. */
  const wave = { slot: 0, member: 0 };
  /** Members that may start a run after it, in turn, and since when; those before `head` are gone. */
  const turns: { readonly member: number; readonly since: number }[] = [];
  let head = 0;

  function turn(): { readonly member: number; readonly since: number } | undefined {
    if (wave.slot < runsAtOnce && left > 0) {
      const { member } = wave;
      wave.member = (member + 1) % members.length;
      if (wave.member === 0) wave.slot += 1;
      return { member, since: barrier };
    }
    const next = turns[head];
    if (next === undefined) return undefined;
    head += 1;
    if (head > 1_024 && head * 2 > turns.length) head -= turns.splice(0, head).length;
    return next;
  }

  return {
    next(now) {
      if (now >= until) return null;
      for (let next = turn(); next; next = turn()) {
        const agenda = agendas[next.member];
        const run = agenda?.take();
        if (!agenda || !run) continue;
        if (agenda.peek() === null) left -= 1;
        return { member: next.member, run, scheduled: next.since };
      }
      return null;
    },
    wakesAt: () => null,
    over(member, now) {
      turns.push({ member, since: now });
    },
    exhausted: (now) => left === 0 || now >= until,
  };
}

/**
 * Runs come due by the clock, `run.at` after `barrier`, whatever became of those before. They come in rounds: no
 * member's next run is due before another's present one.
 */
export function openTimetable(members: readonly OwnRuns[], barrier: number): Timetable {
  const agendas = members.map(createAgenda);
  let round: readonly Due[] = [];
  let cursor = 0;

  function due(): Due | null {
    if (cursor === round.length) {
      round = agendas
        .flatMap((agenda, member) => {
          const run = agenda.take();
          return run === null ? [] : [{ member, run, scheduled: barrier + (run.at ?? 0) }];
        })
        .toSorted((a, b) => a.scheduled - b.scheduled);
      cursor = 0;
    }
    return round[cursor] ?? null;
  }

  return {
    next(now) {
      const next = due();
      if (next === null || next.scheduled > now) return null;
      cursor += 1;
      return next;
    },
    wakesAt: () => due()?.scheduled ?? null,
    over() {},
    exhausted: () => due() === null,
  };
}

/** The runs of one member, of which the next can be looked at. */
interface Agenda {
  /** Null: no more. */
  peek(): PlannedRun | null;
  take(): PlannedRun | null;
}

function createAgenda(runs: OwnRuns): Agenda {
  const iterator = runs[Symbol.iterator]();
  const step = (): PlannedRun | null => {
    const { done, value } = iterator.next();
    return done === true ? null : value;
  };
  let next = step();
  return {
    peek: () => next,
    take() {
      const run = next;
      if (run !== null) next = step();
      return run;
    },
  };
}
