import { areSame, Word } from "./bytes";
import { same } from "./line";

// Numbers of the texts that are kept of each run; those of its spans follow.
export const ID: u32 = 0;
export const THREAD: u32 = 1;
export const CANARY: u32 = 2;
export const FIRST_OF_SPANS: u32 = 3;

/** Bytes in which the texts of a run have room, mostly. */
const ROOM: u32 = 256;

/** What may be read behind the last text. */
const SLACK: u32 = 8;

const NOWHERE: u32 = u32.MAX_VALUE;

/** A connection of a user of this slice: what came on it since the host has looked. */
@unmanaged
export class Seat {
  /** Its user, as lines spell him: with his quotes. */
  user: Word = changetype<Word>(0);
  /** Messages that came, and their bytes. */
  came: u32 = 0;
  bytes: f64 = 0;
  lastHeard: f64 = 0;
  /** Whether an event was among them. */
  served: bool = false;
  /** Its runs that were sent and are not over. */
  runs: Run | null = null;
  /** That of its user. */
  ordinal: u32 = 0;
}

/** A value that is kept of a run, as it was spelled. */
@unmanaged
class Kept {
  begin: u32 = 0;
  length: u32 = 0;
}

/**
 * A run that was sent, and of which nothing came so far but what was due. One that is over serves again for another.
 */
@unmanaged
export class Run {
  /** When it was due to be sent, and by how many milliseconds it was late. */
  scheduled: f64 = 0;
  late: f64 = 0;
  /** Time of what was heard or said of it last. */
  sign: f64 = 0;
  /** The time of the newest event, its number (NaN: it has none), and the latest time on the server. */
  newest: f64 = 0;
  seq: f64 = 0;
  stamp: f64 = 0;
  /** Events that the acknowledgement announced. */
  announced: f64 = 0;
  /** Events that came, and those whose time on the server is known. */
  came: u32 = 0;
  stamped: u32 = 0;
  /** The event that is due; null: all have come. */
  due: usize = 0;
  acknowledged: bool = false;
  echoed: bool = false;
  next: Run | null = null;
  /** Numbers that stand for the ids of its events, as many as `marked`. */
  marks: usize = 0;
  marked: u32 = 0;
  private texts: usize = 0;
  private room: u32 = 0;
  private used: u32 = 0;
  private kept: usize = 0;
  private places: u32 = 0;

  /** A run of a sequence of so many events, of whose spans so many values are kept. */
  static of(events: u32, kept: u32): Run {
    const run = new Run();
    run.marks = heap.alloc(events * sizeof<f64>());
    run.places = FIRST_OF_SPANS + kept;
    run.kept = heap.alloc(run.places * offsetof<Kept>());
    run.room = ROOM;
    run.texts = heap.alloc(ROOM + SLACK);
    return run;
  }

  /** A run that begins, sent at this time. */
  begin(scheduled: f64, time: f64, due: usize): void {
    this.scheduled = scheduled;
    this.late = Math.max(0, time - scheduled);
    this.sign = time;
    this.newest = scheduled;
    this.seq = NaN;
    this.stamp = -Infinity;
    this.announced = 0;
    this.came = 0;
    this.stamped = 0;
    this.due = due;
    this.acknowledged = false;
    this.echoed = false;
    this.marked = 0;
  }

  /** Forgets all texts. */
  forget(): void {
    this.used = 0;
    for (let number: u32 = 0; number < this.places; number += 1) this.at(number).begin = NOWHERE;
  }

  /** Keeps what stands there, under this number. */
  keep(number: u32, from: usize, to: usize): void {
    const begin = this.used;
    const length = (to - from) as u32;
    if (begin + length > this.room) this.widen((begin + length) * 2);
    memory.copy(this.texts + begin, from, length);
    const kept = this.at(number);
    kept.begin = begin;
    kept.length = length;
    this.used = begin + length;
  }

  /** Whether just what was kept under this number stands there. */
  repeats(number: u32, from: usize, to: usize): bool {
    const kept = this.at(number);
    return kept.length == ((to - from) as u32) && this.stands(number, from);
  }

  /** Whether the text comes next that was kept under this number; it is passed if so. */
  comes(number: u32): bool {
    const kept = this.at(number);
    return kept.begin != NOWHERE && same(this.texts + kept.begin, kept.length);
  }

  /** Whether that text stands there. */
  stands(number: u32, there: usize): bool {
    const kept = this.at(number);
    return kept.begin != NOWHERE && areSame(there, this.texts + kept.begin, kept.length);
  }

  private at(number: u32): Kept {
    return changetype<Kept>(this.kept + number * offsetof<Kept>());
  }

  private widen(room: u32): void {
    const wider = heap.alloc(room + SLACK);
    memory.copy(wider, this.texts, this.used);
    this.texts = wider;
    this.room = room;
  }
}
