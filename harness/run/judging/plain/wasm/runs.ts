import { passEnvelope } from "./envelope";
import {
  amount,
  isOver,
  literal,
  number,
  place,
  text,
  textBegin,
  textEnd,
  turnTo,
  whole,
} from "./line";
import { isCanary, isOwnRun, runOf, userOf } from "./own-id";
import { passPayload } from "./payload";
import * as results from "./results";
import { CANARY, ID, Run, Seat, THREAD } from "./run";
import { Due, terms } from "./terms";
import { passValue, STRING } from "./value";
import * as words from "./words";

/** Those that are over, and serve again. */
let spare: Run | null = null;

/** Ordinal of the newest run of each user: of every seat's there is one. */
let ordinals: usize = 0;

export function expectUsers(count: u32): void {
  ordinals = heap.alloc(count * sizeof<i32>());
  memory.fill(ordinals, 0xff, count * sizeof<i32>());
}

/** The start of a run, behind the number of its connection. */
export function send(seat: Seat, time: f64, moment: f64): bool {
  if (!literal(words.USER) || !literal(seat.user)) return false;
  if (!literal(words.START) || !text()) return false;
  if (!isOwnRun(textBegin(), textEnd(), terms.mark)) return false;
  // Nobody's second run has the number of his first: then no two have one id.
  const user = userOf(textBegin());
  const ordinal = runOf(textBegin());
  if (user != seat.ordinal) return false;
  if (ordinal <= load<i32>(ordinals + user * sizeof<i32>())) return false;
  const run = fresh();
  run.forget();
  keepText(run, ID);
  if (!literal(words.THREAD) || !text()) return false;
  keepText(run, THREAD);
  // Sightings are spelt in small letters, as canaries are.
  if (!literal(words.CANARY) || !text() || !isCanary(textBegin(), textEnd())) return false;
  keepText(run, CANARY);
  if (!literal(words.SCHEDULED) || !amount()) return false;
  run.begin(number(), time, changetype<usize>(terms.first));
  if (!isOver(words.OK)) return false;
  store<i32>(ordinals + user * sizeof<i32>(), ordinal);
  run.next = seat.runs;
  seat.runs = run;
  results.begun(moment);
  return true;
}

/** An acknowledgement, behind the number of its connection. */
export function accepted(seat: Seat, time: f64): bool {
  if (!literal(words.USER) || !literal(seat.user)) return false;
  if (!literal(words.ACCEPTED)) return false;
  const run = named(seat);
  if (run === null || run.acknowledged) return false;
  if (!literal(words.ANNOUNCED)) return false;
  if (!literal(words.NULL)) {
    if (!whole()) return false;
    run.announced = number();
  }
  if (!literal(words.TEXT) || passValue() != STRING) return false;
  if (!literal(words.BYTES) || !whole() || !isOver(words.END)) return false;
  if (!isInPatience(run, time)) return false;
  run.acknowledged = true;
  came(seat, number(), time);
  results.accepted();
  results.took(results.ACCEPTED, time - run.scheduled, run.late);
  return true;
}

/** An event, behind the number of its connection. */
export function event(seat: Seat, time: f64, moment: f64): bool {
  if (!literal(words.USER) || !literal(seat.user)) return false;
  if (!literal(words.BYTES) || !whole()) return false;
  const length = number();
  const marked = literal(words.CANARIES);
  const canary = place();
  if (marked && !(text() && literal(words.CLOSED))) return false;
  if (!literal(words.TOLD)) return false;
  const run = next(seat);
  if (run === null || (marked && !run.stands(CANARY, canary))) return false;
  if (!passEnvelope(run, seat, time)) return false;
  const due = changetype<Due>(run.due);
  if (!literal(words.DATA) || !passPayload(due, run) || !literal(words.END)) return false;
  // Of a payload that was cut what is there has to be as it must be, too.
  literal(words.TRUNCATED);
  if (!isOver(words.END)) return false;
  if (!isInPatience(run, time)) return false;
  came(seat, length, time);
  seat.served = true;
  follow(run, due, marked, time);
  if (due.next !== null) return true;
  finish(run, seat, time, moment);
  return isWhole(run);
}

/** Keeps the text that was read last, with its quotes. */
function keepText(run: Run, number: u32): void {
  run.keep(number, textBegin() - 1, textEnd() + 1);
}

/** One to which nothing has come yet. */
function fresh(): Run {
  const run = spare;
  if (run === null) return Run.of(terms.events, terms.kept);
  spare = run.next;
  return run;
}

/** The run of which this is the next event, as its type and its id say. */
function next(seat: Seat): Run | null {
  const at = place();
  let run = seat.runs;
  while (run !== null) {
    turnTo(at);
    const due = changetype<Due>(run.due);
    if (literal(due.type) && literal(words.RUN) && run.comes(ID)) return run;
    run = run.next;
  }
  return null;
}

/** The run of which the id comes next. */
function named(seat: Seat): Run | null {
  let run = seat.runs;
  while (run !== null && !run.comes(ID)) run = run.next;
  return run;
}

/** Nobody had reason to give the run up before. */
function isInPatience(run: Run, time: f64): bool {
  if (time - run.sign >= terms.patience) return false;
  run.sign = time;
  return true;
}

function came(seat: Seat, bytes: f64, time: f64): void {
  seat.came += 1;
  seat.bytes += bytes;
  seat.lastHeard = time;
}

function follow(run: Run, due: Due, echoes: bool, time: f64): void {
  results.followed();
  results.took(run.came == 0 ? results.FIRST : results.GAP, time - run.newest, run.late);
  if (run.came == 0 && !run.acknowledged) {
    // The first event stands for the acknowledgement.
    results.atWorst(results.ACCEPTED, time - run.scheduled + run.late);
  }
  run.newest = time;
  run.came += 1;
  run.due = changetype<usize>(due.next);
  if (echoes) run.echoed = true;
}

/** The run's last event has come. */
function finish(run: Run, seat: Seat, time: f64, moment: f64): void {
  takeOut(run, seat);
  run.next = spare;
  spare = run;
  results.took(results.TOTAL, time - run.scheduled, run.late);
  results.over(time, moment, run.stamped, run.echoed);
}

function takeOut(run: Run, seat: Seat): void {
  let before = seat.runs;
  if (before === run) {
    seat.runs = run.next;
    return;
  }
  while (before !== null && before.next !== run) before = before.next;
  if (before !== null) before.next = run.next;
}

/** Of a run whose last event has come. */
function isWhole(run: Run): bool {
  return (
    (run.acknowledged || !terms.acknowledged) &&
    run.announced <= run.came &&
    (run.echoed || !terms.echoed)
  );
}
