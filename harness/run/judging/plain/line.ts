import { Buffer } from "node:buffer";

export const LINE_FEED = 0x0a;
const ZERO = 0x30;
const NINE = 0x39;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const POINT = 0x2e;
const BLANK = 0x20;
export const LAST_OF_ASCII = 0x7e;
const SMALL_E = 0x65;
const LARGE_E = 0x45;

/** Digits of a number that are read one by one: so many a number holds exactly. */
const EXACT = 15;

/** Reads a line of a history where it stands among its bytes: nothing is cut out, and nothing is made of it. */
export class Line {
  bytes: Buffer = Buffer.alloc(0);
  /** The same bytes, four at a time. */
  view = viewOf(this.bytes);
  /** Where it begins, where the next byte stands, and behind what the bytes end. */
  start = 0;
  at = 0;
  end = 0;
  /** Where the text that was read last stands, its quotes left out. */
  from = 0;
  to = 0;
  /** The number that was read last. */
  number = 0;

  /** The line that begins there. */
  turnTo(bytes: Buffer, from: number): void {
    if (this.bytes !== bytes) {
      this.bytes = bytes;
      this.view = viewOf(bytes);
    }
    this.start = from;
    this.at = from;
    this.end = bytes.length;
  }

  /** Whether nothing but this comes before the line feed. */
  isOver(last: Word): boolean {
    return this.literal(last) && this.bytes[this.at] === LINE_FEED;
  }

  /** Passes all that stands before the line feed. */
  skip(): void {
    this.at = this.bytes.indexOf(LINE_FEED, this.at);
  }

  /** Whether this comes next; it is passed if so. */
  literal({ fours, rest, length }: Word): boolean {
    const { bytes, view, at } = this;
    if (at + length > this.end) return false;
    let place = at;
    for (let step = 0; step < fours.length; step += 1) {
      if (view.getUint32(place, true) !== fours[step]) return false;
      place += 4;
    }
    for (let step = 0; step < rest.length; step += 1) {
      if (bytes[place + step] !== rest[step]) return false;
    }
    this.at = at + length;
    return true;
  }

  /** A text in which nothing is escaped; false: it is something else, and nothing is passed. */
  text(): boolean {
    const { bytes, end } = this;
    let { at } = this;
    if (at >= end || bytes[at] !== QUOTE) return false;
    at += 1;
    const from = at;
    for (; at < end; at += 1) {
      const unit = bytes[at] ?? 0;
      if (PLAIN[unit] === 1) continue;
      if (unit !== QUOTE) return false;
      this.from = from;
      this.to = at;
      this.at = at + 1;
      return true;
    }
    return false;
  }

  /** A number from 0 on, as JSON has it, without an exponent. */
  amount(): boolean {
    const { bytes, at: from } = this;
    const point = this.#digits(from, 0);
    if (!this.#isWhole(from, point)) return false;
    const at = bytes[point] === POINT ? this.#digits(point + 1, this.number) : point;
    const places = Math.max(0, at - point - 1);
    if ((at > point && places === 0) || bytes[at] === SMALL_E || bytes[at] === LARGE_E)
      return false;
    const count = point - from + places;
    this.number =
      count > EXACT ? Number(this.piece(from, at)) : this.number / (POWERS[places] ?? 1);
    this.at = at;
    return true;
  }

  /** A whole number from 0 on. */
  whole(): boolean {
    const { at: from } = this;
    const at = this.#digits(from, 0);
    if (!this.#isWhole(from, at) || at - from > EXACT) return false;
    this.at = at;
    return true;
  }

  /** Reads digits from there on, and others before them. Where they end. */
  #digits(from: number, before: number): number {
    const { bytes, end } = this;
    let number = before;
    let at = from;
    for (; at < end; at += 1) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      number = number * 10 + digit;
    }
    this.number = number;
    return at;
  }

  /** Whether digits that stand there are a number: without a zero before others. */
  #isWhole(from: number, to: number): boolean {
    return to > from && (to === from + 1 || this.bytes[from] !== ZERO);
  }

  /** Whether the text that was read last is this one. */
  isText(expected: Word): boolean {
    if (this.to - this.from !== expected.length) return false;
    const { at } = this;
    this.at = this.from;
    const isSame = this.literal(expected);
    this.at = at;
    return isSame;
  }

  /** The text that was read last. */
  said(): string {
    return this.piece(this.from, this.to);
  }

  piece(from: number, to: number): string {
    return this.bytes.toString("utf8", from, to);
  }
}

/** Bytes that stand in a text for themselves. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, unit) =>
  unit < BLANK || unit === QUOTE || unit === BACKSLASH ? 0 : 1,
);

const POWERS = Array.from({ length: EXACT + 1 }, (_, places) => 10 ** places);

/** Bytes that are expected: four at a time as one number, least first, and the last few one by one. */
export interface Word {
  readonly fours: Uint32Array;
  readonly rest: Uint8Array;
  readonly length: number;
}

export function wordOf(text: string): Word {
  const bytes = new TextEncoder().encode(text);
  const view = viewOf(bytes);
  const fours = Uint32Array.from({ length: bytes.length >> 2 }, (_, at) =>
    view.getUint32(at * 4, true),
  );
  return { fours, rest: bytes.slice(fours.length * 4), length: bytes.length };
}

export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** Whether a byte is a digit. */
export function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= NINE;
}
