import type { Progress } from "../run/progress.ts";

/** How fast an execution goes, and how long it will take. */
export interface Pace {
  /** Events a second, lately; null: it is too early to say. */
  readonly pace: number | null;
  /** Milliseconds to the end; null: one cannot tell. */
  readonly left: number | null;
  /** How much of it is done, 0 to 1. */
  readonly share: number;
}

/** Milliseconds of the past that count as lately, and those before which nothing is said. */
const LATELY = 3_000;
const EARLIEST = 1_000;

/** So many times the usual wait for the next run to end, and nobody can tell any more: it may be the patience. */
const OVERDUE = 4;

type Seen = Pick<Progress, "phase" | "events" | "ended" | "plannedRuns" | "duration" | "linger">;

/**
 * Watches an execution and says how fast it goes. Events are counted over the last seconds; what is left
 * follows from how long the runs took so far, all of them, so that it does not jump.
 */
export function createPace(): (progress: Seen, now: number) => Pace {
  const lately: { readonly now: number; readonly events: number }[] = [];
  let phase: Progress["phase"] | null = null;
  let since = 0;
  let last = { ended: 0, at: 0 };

  function eventsASecond(now: number, events: number): number | null {
    lately.push({ now, events });
    while (lately.length > 2 && now - (lately[1]?.now ?? now) >= LATELY) lately.shift();
    const [oldest] = lately;
    if (oldest === undefined || now - oldest.now < EARLIEST) return null;
    return ((events - oldest.events) / (now - oldest.now)) * 1_000;
  }

  return (progress, now) => {
    if (progress.phase !== phase) {
      phase = progress.phase;
      since = now;
      lately.length = 0;
      last = { ended: progress.ended, at: now };
    }
    if (progress.ended !== last.ended) last = { ended: progress.ended, at: now };
    const pace = phase === "running" ? eventsASecond(now, progress.events) : null;
    const lasted = now - since;
    const left = timeLeft(progress, lasted, now - last.at);
    return { pace, left, share: shareDone(progress, lasted) };
  };
}

function shareDone({ phase, ended, plannedRuns, duration }: Seen, lasted: number): number {
  if (plannedRuns !== null) return plannedRuns === 0 ? 0 : Math.min(1, ended / plannedRuns);
  if (phase === "running") return duration === null ? 0 : Math.min(1, lasted / duration);
  return phase === "starting" || phase === "connecting" || phase === "connected" ? 0 : 1;
}

/** @param idle since a run ended */
function timeLeft(
  { phase, ended, plannedRuns, duration, linger }: Seen,
  lasted: number,
  idle: number,
): number | null {
  if (phase === "lingering") return Math.max(0, linger - lasted);
  if (phase === "running" && plannedRuns === null) {
    return duration === null ? null : Math.max(0, duration - lasted) + linger;
  }
  if (phase !== "running" || ended === 0 || lasted < EARLIEST) return null;
  if (idle > Math.max(EARLIEST, (OVERDUE * (lasted - idle)) / ended)) return null;
  return (lasted / ended) * Math.max(0, (plannedRuns ?? 0) - ended) + linger;
}
