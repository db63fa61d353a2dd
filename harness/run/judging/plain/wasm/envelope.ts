import { amount, literal, number, text, textBegin, textEnd, whole } from "./line";
import { isAscii, markOf } from "./marks";
import { keepId } from "./results";
import { Run, Seat, THREAD } from "./run";
import { OF_ID, OF_SEQ, OF_THREAD, OF_TIME, OF_USER, terms } from "./terms";
import { AT, ID, NULL, SEQ, THREAD as THREAD_IS, USER } from "./words";

/** Passes what an event says of itself behind its run, from the thread to the time on the server; false: it is not plain. */
export function passEnvelope(run: Run, seat: Seat, time: f64): bool {
  return (
    literal(THREAD_IS) &&
    (literal(NULL) ? !isDemanded(OF_THREAD) : run.comes(THREAD)) &&
    literal(USER) &&
    (literal(NULL) ? !isDemanded(OF_USER) : literal(seat.user)) &&
    literal(ID) &&
    (literal(NULL) ? !isDemanded(OF_ID) : text() && isNew(run)) &&
    literal(SEQ) &&
    isNext(run) &&
    literal(AT) &&
    (literal(NULL) ? !isDemanded(OF_TIME) : amount() && isInTime(run, time))
  );
}

function isDemanded(what: u32): bool {
  return (terms.demands & what) != 0;
}

/** Whether no earlier event of the run has the id that was read last. */
function isNew(run: Run): bool {
  const from = textBegin();
  const to = textEnd();
  if (from == to || !isAscii(from, to)) return false;
  const mark = markOf(from, to);
  const end = run.marks + run.marked * sizeof<f64>();
  for (let at = run.marks; at < end; at += sizeof<f64>()) if (load<f64>(at) == mark) return false;
  store<f64>(end, mark);
  run.marked += 1;
  keepId(mark);
  return true;
}

/** Whether its number follows that of the event before, or both have none. */
function isNext(run: Run): bool {
  let seq: f64 = NaN;
  if (!literal(NULL)) {
    if (!whole()) return false;
    seq = number();
  } else if (isDemanded(OF_SEQ)) return false;
  if (run.came > 0 && seq != run.seq + 1 && !(isNaN(seq) && isNaN(run.seq))) return false;
  run.seq = seq;
  return true;
}

/** Whether the server's time is near ours, and does not run backwards. */
function isInTime(run: Run, time: f64): bool {
  const at = number();
  if (at < run.stamp - terms.maxClockStep) return false;
  if (Math.abs(at - terms.epoch - time) > terms.maxClockSkew) return false;
  run.stamp = Math.max(run.stamp, at);
  run.stamped += 1;
  return true;
}
