import type { HistoryHeader, PlanOutline } from "../../history/header.ts";
import type { EndOp, EventOp, FrameOp, Op, OpenOp, SendOp } from "../../history/op.ts";
import type { OpSink } from "../../history/sink.ts";
import { createSeatBook } from "./seat-book.ts";

/** How much of a history is used. */
export interface SampleLimits {
  readonly users: number;
  readonly sentinels: number;
  /** Runs of all users together. */
  readonly runs: number;
  /**
   * After so many ops no further run begins; those under way are taken to their end. Where that makes it
   * more than twice as many, there are fewer users.
   */
  readonly ops: number;
}

export const SAMPLE_LIMITS: SampleLimits = { users: 12, sentinels: 3, runs: 48, ops: 1_500 };

/** A history in small: whole runs of the first users, with the sentinels, as if there had been no others. */
export interface Sampled {
  readonly header: HistoryHeader;
  readonly ops: readonly Op[];
  /** False: all of it is there. */
  readonly cut: boolean;
}

/** Takes ops as they come, in bounded memory, so that it can listen while an execution goes on. */
export interface Sample extends OpSink {
  /** After the last op. */
  take(): Sampled;
}

/** Probes that are kept. */
const PROBES = 10;

/**
 * However long the runs are, and however quiet the users: so many times the ops that are asked for are kept. What was
 * under way then looks cut off, and is no sound run to put a fault into.
 */
const MOST = 20;

/** Milliseconds that are watched beyond the linger of the last run kept. */
const MARGIN = 50;

/**
 * Keeps the first users (their places in the plan are the ordinals in ids, so they cannot be others), the
 * first sentinels, and runs up to the limits; what is kept is renumbered, and its counts are put right. A
 * damaged history stays damaged.
 */
export function createSample(header: HistoryHeader, given: Partial<SampleLimits> = {}): Sample {
  const limits = { ...SAMPLE_LIMITS, ...given };
  const users = [
    ...first(header.plan, "user", limits.users),
    ...first(header.plan, "sentinel", limits.sentinels),
  ];
  const chosen = new Set(users.map(({ id }) => id));
  const kept: Op[] = [];
  const seats = createSeatBook();
  /** Runs kept, and how many each user has. */
  const runs = new Set<string>();
  const counts = new Map<string, number>();
  /** Ticks before the first of them, which do not count: a large crowd takes minutes to connect. */
  let prelude = 0;
  let probes = 0;
  let isCut = users.length < header.plan.users.length;
  /** No further run begins. */
  let isFull = false;
  /** Nothing is kept any more. */
  let isOver = false;
  let lastSign = 0;
  let seen = 0;
  let isWhole = true;
  let end: EndOp | null = null;

  /** Whether an op is kept. */
  function isKept(op: Op): boolean {
    if (op.type === "open") return isChosen(op);
    if (op.type === "fault" || !("connection" in op)) return true;
    if (!seats.has(op.connection)) return false;
    if (op.type === "send") return isSent(op);
    return op.type === "close" || isOfKeptRun(op);
  }

  function isChosen({ role, user }: OpenOp): boolean {
    if (role !== "probe") return user !== null && chosen.has(user);
    probes += 1;
    return probes <= PROBES;
  }

  function isSent({ action, run, user, time }: SendOp): boolean {
    if (run === null || runs.has(run)) return true;
    if (action !== "start") return false;
    isFull ||= runs.size >= limits.runs;
    if (isFull) return false;
    runs.add(run);
    counts.set(user ?? "", (counts.get(user ?? "") ?? 0) + 1);
    lastSign = time;
    return true;
  }

  function isOfKeptRun(op: EventOp | FrameOp): boolean {
    const run = op.type === "event" ? op.event.run : op.run;
    if (run === null) return true;
    if (runs.has(run)) lastSign = op.time;
    return !isFull || runs.has(run);
  }

  function plan(): PlanOutline {
    // What is kept of a soak has so many runs as it has.
    const { duration: _duration, ...whole } = header.plan;
    const all = whole.users.filter(({ role }) => role === "user").length;
    const some = users.filter(({ role }) => role === "user").length;
    return {
      ...whole,
      users,
      runs: runs.size,
      runsPerUser: Math.max(0, ...counts.values()),
      overlap: all === 0 ? 0 : Math.floor((whole.overlap * some) / all),
    };
  }

  function rest(): readonly Op[] {
    const time = kept.at(-1)?.time ?? 0;
    const closes = isOver && end?.reason === "finished" ? seats.hangUps(time) : [];
    const index = kept.length + closes.length;
    // A history that is not whole must not look so.
    if (end === null || !isWhole) return closes;
    const last = { ...end, index, ops: index + 1, connections: seats.size };
    return [...closes, { ...last, time: isOver ? time : end.time }];
  }

  return {
    push(op) {
      isWhole &&= op.index === seen;
      seen += 1;
      if (op.type === "end") {
        isWhole &&= op.ops === seen;
        end = op;
        return;
      }
      // Who is done starting runs fills nothing any more, while a soak goes on for days.
      isFull ||= runs.size > 0 && kept.length - prelude >= limits.ops;
      isOver ||= isFull && op.time > lastSign + header.linger + MARGIN;
      isOver ||= kept.length >= MOST * limits.ops;
      if (isOver || !isKept(op)) {
        isCut = true;
        if (!isOver) seats.dropped(op);
      } else kept.push(seats.kept(op));
      if (runs.size === 0 && (op.type === "tick" || op.type === "health")) prelude += 1;
    },
    take() {
      if (!isCut) return fitting({ header, ops: end === null ? kept : [...kept, end], cut: false });
      const ops = [...kept.map((op) => (op.type === "close" ? seats.counted(op) : op)), ...rest()];
      return fitting({
        header: { ...header, plan: plan() },
        ops: ops.map((op, index): Op => ({ ...op, index })),
        cut: true,
      });
    },
  };

  /** Of long runs fewer users are enough. */
  function fitting(sampled: Sampled): Sampled {
    const some = users.filter(({ role }) => role === "user").length;
    if (sampled.ops.length - prelude <= 2 * limits.ops || some <= FEWEST) return sampled;
    const fewer = createSample(sampled.header, { ...limits, users: Math.max(FEWEST, some >> 1) });
    for (const op of sampled.ops) fewer.push(op);
    return fewer.take();
  }
}

/** Users that are kept however long their runs are: of one alone nothing leaks. */
const FEWEST = 2;

function first({ users }: PlanOutline, wanted: "user" | "sentinel", most: number) {
  return users.filter(({ role }) => role === wanted).slice(0, most);
}
