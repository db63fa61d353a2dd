import type { Connection } from "../../../checkers/scene/scene.ts";
import { type Line, viewOf, type Word } from "./line.ts";

/** A connection of a user of this slice. */
export interface Seat {
  readonly connection: Connection;
  /** Its user, as lines spell him: with his quotes. */
  readonly user: Word;
  /** Those that were sent on it, and are not over. */
  readonly runs: PlainRun[];
}

/** Bytes in which the texts of a run have room, mostly. */
const ROOM = 256;

/**
 * A run that was sent, and of which nothing came so far but what was due. One that is over serves again for another:
 * to make a new one costs more than to read a line.
 */
export class PlainRun {
  /** When it was due to be sent, and by how many milliseconds it was late. */
  scheduled = 0;
  late = 0;
  /** Time of what was heard or said of it last. */
  sign = 0;
  acknowledged = false;
  /** Events that the acknowledgement announced; null: not said. */
  announced: number | null = null;
  /** Events that came, the time of the newest, its number, and the latest time on the server. */
  came = 0;
  newest = 0;
  seq: number | null = null;
  stamp = 0;
  /** Events whose time on the server is known. */
  stamped = 0;
  echoed = false;
  /** Numbers that stand for the ids of its events, as many as `marked`. */
  readonly marks: number[] = [];
  marked = 0;
  /** Texts that are kept of it, one behind the other, and where each begins and ends. */
  #texts = new Uint8Array(ROOM);
  #view = viewOf(this.#texts);
  #used = 0;
  readonly #begins: number[] = [];
  readonly #ends: number[] = [];

  /** A run that begins, sent at this time. */
  begin(scheduled: number, time: number): void {
    this.scheduled = scheduled;
    this.late = Math.max(0, time - scheduled);
    this.sign = time;
    this.acknowledged = false;
    this.announced = null;
    this.came = 0;
    this.newest = scheduled;
    this.seq = null;
    this.stamp = -Infinity;
    this.stamped = 0;
    this.echoed = false;
    this.marked = 0;
  }

  /** Forgets all texts. */
  forget(): void {
    this.#used = 0;
    this.#begins.length = 0;
    this.#ends.length = 0;
  }

  /** Keeps the text that was read last, under this number, with its quotes. */
  keep(number: number, { bytes, from, to }: Line): void {
    const begin = this.#used;
    const end = begin + to - from + 2;
    if (end > this.#texts.length) this.#widen(end * 2);
    bytes.copy(this.#texts, begin, from - 1, to + 1);
    this.#begins[number] = begin;
    this.#ends[number] = end;
    this.#used = end;
  }

  /** Whether the text comes next that was kept under this number; it is passed if so. */
  comes(number: number, line: Line): boolean {
    const begin = this.#begins[number] ?? -1;
    const end = this.#ends[number] ?? 0;
    const { at, view } = line;
    const behind = at + end - begin;
    if (begin < 0 || behind > line.end) return false;
    const texts = this.#view;
    let place = at;
    let kept = begin;
    for (; kept + 4 <= end; kept += 4) {
      if (view.getUint32(place) !== texts.getUint32(kept)) return false;
      place += 4;
    }
    for (; kept < end; kept += 1) {
      if (view.getUint8(place) !== texts.getUint8(kept)) return false;
      place += 1;
    }
    line.at = behind;
    return true;
  }

  #widen(length: number): void {
    const wider = new Uint8Array(length);
    wider.set(this.#texts);
    this.#texts = wider;
    this.#view = viewOf(wider);
  }
}

/** Numbers of the texts that are kept of each run; those of its spans follow. */
export const ID = 0;
export const THREAD = 1;
export const CANARY = 2;
export const FIRST_OF_SPANS = 3;
