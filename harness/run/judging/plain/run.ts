import type { Connection } from "../../../checkers/scene.ts";
import type { Line } from "./line.ts";

/** A connection of a user of this slice. */
export interface Seat {
  readonly connection: Connection;
  /** Its user, as lines spell him: with his quotes. */
  readonly user: Uint8Array;
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

  /** Keeps the text that was read last, under this number. */
  keep(number: number, { bytes, from, to }: Line): void {
    const end = this.#used + to - from;
    if (end > this.#texts.length) {
      const wider = new Uint8Array(end * 2);
      wider.set(this.#texts);
      this.#texts = wider;
    }
    const texts = this.#texts;
    const shift = this.#used - from;
    for (let at = from; at < to; at += 1) texts[at + shift] = bytes[at] ?? 0;
    this.#begins[number] = this.#used;
    this.#ends[number] = end;
    this.#used = end;
  }

  /** Whether the text that was read last is the one that was kept under this number. */
  is(number: number, { bytes, from, to }: Line): boolean {
    const begin = this.#begins[number] ?? -1;
    if (begin < 0 || (this.#ends[number] ?? 0) - begin !== to - from) return false;
    const texts = this.#texts;
    const shift = begin - from;
    for (let at = from; at < to; at += 1) if (texts[at + shift] !== bytes[at]) return false;
    return true;
  }
}

/** Numbers of the texts that are kept of each run; those of its spans follow. */
export const ID = 0;
export const THREAD = 1;
export const CANARY = 2;
export const FIRST_OF_SPANS = 3;
