import type { HealthOp, TickOp } from "../../history/op.ts";
import type { Entry } from "./draft.ts";

/** Milliseconds between ticks, and between health ops. */
const TICK = 100;
const HEALTH = 1_000;

const QUIET: HealthOp = {
  type: "health",
  index: -1,
  time: 0,
  eventLoopDelayP99: 0,
  eventLoopDelayMax: 0,
  maxSendLag: 0,
  memory: 0,
};

/** The pulse of the harness goes on through time that was added: ticks, and health every second. */
export function pulsed(entries: readonly Entry[]): readonly Entry[] {
  const last = entries.findLast(({ op }) => op.type === "end");
  if (last === undefined || last.time <= last.op.time) return entries;
  const end = last.time;
  const ticks = entries.filter(({ op }) => op.type === "tick");
  let time = ticks.at(-1)?.time ?? 0;
  const health = entries.filter(({ op, time: at }) => op.type === "health" && at <= time).at(-1);
  let reported = health?.time ?? time;
  const kept = health?.op.type === "health" ? health.op : QUIET;
  const more: Entry[] = [];
  for (time += TICK; time < end; time += TICK) {
    const tick: TickOp = { type: "tick", index: -1, time, lag: 0 };
    more.push({ op: tick, time, known: false });
    if (time - reported < HEALTH) continue;
    reported = time;
    more.push({ op: { ...QUIET, memory: kept.memory }, time, known: false });
  }
  return [...entries, ...more].toSorted((a, b) => a.time - b.time);
}
