import { markOfBytes } from "../../../checkers/scene/mark-of.ts";
import type { IdMarks } from "../../../checkers/parts/id-marks.ts";
import { LAST_OF_ASCII, type Line } from "./line.ts";
import { type PlainRun, type Seat, THREAD } from "./run.ts";
import type { Terms } from "./terms.ts";
import { WORDS } from "./words.ts";

/** An event that came, and the run of which its id is. */
interface Coming {
  readonly seat: Seat;
  readonly run: PlainRun;
  readonly time: number;
  readonly ids: Pick<IdMarks, "keep">;
}

/** Passes what an event says of itself behind its run, from the thread to the time on the server; false: it is not plain. */
export function passEnvelope(line: Line, terms: Terms, coming: Coming): boolean {
  const { seat, run } = coming;
  const { demands } = terms;
  return (
    line.literal(WORDS.thread) &&
    (line.literal(WORDS.nothing) ? !demands.thread : run.comes(THREAD, line)) &&
    line.literal(WORDS.user) &&
    (line.literal(WORDS.nothing) ? !demands.user : line.literal(seat.user)) &&
    line.literal(WORDS.id) &&
    (line.literal(WORDS.nothing) ? !demands.id : line.text() && isNew(line, coming)) &&
    line.literal(WORDS.seq) &&
    isNext(line, run, demands.seq) &&
    line.literal(WORDS.at) &&
    (line.literal(WORDS.nothing)
      ? !demands.timestamp
      : line.amount() && isInTime(line, terms, coming))
  );
}

/** Whether no earlier event of the run has the id that was read last. */
function isNew({ bytes, from, to }: Line, { run, ids }: Coming): boolean {
  for (let at = from; at < to; at += 1) if ((bytes[at] ?? 0) > LAST_OF_ASCII) return false;
  if (from === to) return false;
  const mark = markOfBytes(bytes, from, to);
  for (let at = 0; at < run.marked; at += 1) if (run.marks[at] === mark) return false;
  run.marks[run.marked] = mark;
  run.marked += 1;
  ids.keep(mark);
  return true;
}

/** Whether its number follows that of the event before, or both have none. */
function isNext(line: Line, run: PlainRun, demanded: boolean): boolean {
  let seq: number | null = null;
  if (!line.literal(WORDS.nothing)) {
    if (!line.whole()) return false;
    seq = line.number;
  } else if (demanded) return false;
  if (run.came > 0 && seq !== (run.seq === null ? null : run.seq + 1)) return false;
  run.seq = seq;
  return true;
}

/** Whether the server's time is near ours, and does not run backwards. */
function isInTime(
  { number: at }: Line,
  { epoch, maxClockSkew, maxClockStep }: Terms,
  { run, time }: Coming,
): boolean {
  if (at < run.stamp - maxClockStep || Math.abs(at - epoch - time) > maxClockSkew) return false;
  run.stamp = Math.max(run.stamp, at);
  run.stamped += 1;
  return true;
}
