// Reads the lines of a slice of a record, and takes those of runs in which all is as it should be.
import { wordOf } from "./bytes";
import { amount, literal, number, place, skip, turnTo, whole } from "./line";
import * as results from "./results";
import { accepted, event, expectUsers, send } from "./runs";
import { Seat } from "./run";
import { addEvent, addField, lookInside, terms } from "./terms";
import * as words from "./words";

export {
  acceptances,
  clocked,
  counted,
  echoed,
  events,
  greatest,
  idCount,
  ids,
  last,
  open,
  runs,
  stamps,
  stepCount,
  steps,
  worst,
} from "./results";

// How reading came to its end.
/** All lines are read. */
const ALL: u32 = 0;
/** The line at `newest` is of no run, or not plain: the host has to look at it. */
const TELL: u32 = 1;
/** The one at `newest` has not the number that is due, or its time runs backwards. */
const ODD: u32 = 2;
/** The host has to take what waits. */
const FULL: u32 = 3;
/** The line at `newest` is the first that starts a run. */
const FIRST: u32 = 4;

/** Where the newest line stands that was read, and the next one. */
export let newest: usize = 0;
export let behind: usize = 0;
/** Number of the op that is due. */
export let due: f64 = 0;
/** Time of the newest op. */
export let now: f64 = 0;

/** By the numbers of connections: nothing of one that is not known, or whose user has none of these runs. */
let seats: usize = 0;
let places: u32 = 0;
/** In place of a seat: it is of others. */
const OTHERS: usize = 1;

/** Room in which the host writes what it tells, or the lines. */
let room: usize = 0;
let size: u32 = 0;
/** What may be read behind the last line. */
const SLACK: u32 = 16;

/** Room for so many bytes, with what it held. */
export function roomFor(bytes: u32, held: u32): usize {
  if (bytes <= size) return room;
  const wider = heap.alloc(bytes + SLACK);
  memory.copy(wider, room, held);
  room = wider;
  size = bytes;
  return room;
}

export function demand(
  demands: u32,
  acknowledged: bool,
  echoed: bool,
  kept: u32,
  patience: f64,
  maxClockSkew: f64,
  maxClockStep: f64,
): void {
  terms.demands = demands;
  terms.acknowledged = acknowledged;
  terms.echoed = echoed;
  terms.kept = kept;
  terms.patience = patience;
  terms.maxClockSkew = maxClockSkew;
  terms.maxClockStep = maxClockStep;
}

export function expect(users: u32, mark: u32, epoch: f64, cut: bool): void {
  expectUsers(users);
  terms.mark = mark;
  terms.epoch = epoch;
  terms.cut = cut;
}

/** One more event of the sequence: its type, with its quotes, stands in the room. */
export function eventDue(length: u32): void {
  addEvent(wordOf(room, length));
}

/** One more field of it, whose name stands in the room. */
export function fieldDue(length: u32, rule: u32, keep: i32, repeats: i32, names: bool): void {
  addField(wordOf(room, length), rule, keep, repeats, names);
}

/** The field of that one, whose name stands in the room, is what is kept or repeats another. */
export function innerDue(length: u32): void {
  lookInside(wordOf(room, length));
}

/** A connection of a user whose runs are read here, of this ordinal: his name, with its quotes, stands in the room. */
export function sit(connection: u32, length: u32, ordinal: u32): usize {
  const seat = new Seat();
  seat.ordinal = ordinal;
  seat.user = wordOf(room, length);
  put(connection, changetype<usize>(seat));
  return changetype<usize>(seat);
}

/** It is of others. */
export function passOver(connection: u32): void {
  put(connection, OTHERS);
}

/** It is gone. Whether nothing was to come on it any more. */
export function leave(connection: u32): bool {
  const at = seatAt(connection);
  put(connection, 0);
  return at <= OTHERS || changetype<Seat>(at).runs === null;
}

/** The host has read how much came on it. */
export function heard(at: usize): void {
  const seat = changetype<Seat>(at);
  seat.came = 0;
  seat.bytes = 0;
}

export function take(): void {
  results.taken();
}

/** Reads lines from there on, up to the end of them or to one that is not to be read here. */
export function read(from: usize, to: usize, index: f64): u32 {
  behind = from;
  due = index;
  while (behind < to) {
    if (results.isFull()) return FULL;
    newest = behind;
    turnTo(newest);
    if (!passStamp()) return ODD;
    const isFirst = results.runs == 0;
    if (!isTaken()) return TELL;
    behind = place() + 1;
    due += 1;
    if (isFirst && results.runs == 1) return FIRST;
  }
  return ALL;
}

function passStamp(): bool {
  if (!literal(words.INDEX) || !whole() || number() != due) return false;
  if (!literal(words.TIME) || !amount() || number() < now) return false;
  now = number();
  return literal(words.TYPE);
}

/** Whether it is of others, or of a run and as it should be. */
function isTaken(): bool {
  const isEvent = literal(words.EVENT);
  const isSend = !isEvent && literal(words.SEND);
  if (!isEvent && !isSend && !literal(words.FRAME)) return false;
  if (!whole()) return false;
  const at = number() < places ? seatAt(<u32>number()) : 0;
  if (at == OTHERS) {
    skip();
    return true;
  }
  if (at == 0) return false;
  const seat = changetype<Seat>(at);
  const moment = terms.cut ? due : now;
  if (isEvent) return event(seat, now, moment);
  return isSend ? send(seat, now, moment) : accepted(seat, now);
}

function seatAt(connection: u32): usize {
  return connection < places ? load<usize>(seats + connection * sizeof<usize>()) : 0;
}

function put(connection: u32, seat: usize): void {
  if (connection >= places) {
    const count = (connection + 1) * 2;
    const wider = heap.alloc(count * sizeof<usize>());
    memory.fill(wider, 0, count * sizeof<usize>());
    memory.copy(wider, seats, places * sizeof<usize>());
    seats = wider;
    places = count;
  }
  store<usize>(seats + connection * sizeof<usize>(), seat);
}
