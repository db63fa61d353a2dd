import { Buffer } from "node:buffer";

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
  /** Where it begins, where the next byte stands, and the one behind the last. */
  start = 0;
  at = 0;
  end = 0;
  /** Where the text that was read last stands, its quotes left out. */
  from = 0;
  to = 0;
  /** The number that was read last. */
  number = 0;

  /** Whether these bytes come next; they are passed if so. */
  literal(expected: Uint8Array): boolean {
    const { bytes, at } = this;
    const { length } = expected;
    if (at + length > this.end) return false;
    for (let step = 0; step < length; step += 1) {
      if (bytes[at + step] !== expected[step]) return false;
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
      if (unit === QUOTE) {
        this.from = from;
        this.to = at;
        this.at = at + 1;
        return true;
      }
      if (unit === BACKSLASH || unit < BLANK) return false;
    }
    return false;
  }

  /** A number from 0 on, as JSON has it, without an exponent. */
  amount(): boolean {
    const { bytes, at: from, end } = this;
    let at = from;
    let digits = 0;
    for (; at < end; at += 1) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      digits = digits * 10 + digit;
    }
    let count = at - from;
    if (count === 0 || (count > 1 && bytes[from] === ZERO)) return false;
    let places = 0;
    if (at < end && bytes[at] === POINT) {
      at += 1;
      for (; at < end; at += 1) {
        const digit = (bytes[at] ?? 0) - ZERO;
        if (digit < 0 || digit > 9) break;
        digits = digits * 10 + digit;
        places += 1;
      }
      if (places === 0) return false;
    }
    count += places;
    if (at < end && (bytes[at] === SMALL_E || bytes[at] === LARGE_E)) return false;
    this.number = count > EXACT ? Number(this.piece(from, at)) : digits / (POWERS[places] ?? 1);
    this.at = at;
    return true;
  }

  /** A whole number from 0 on. */
  whole(): boolean {
    const { bytes, at: from, end } = this;
    let at = from;
    let number = 0;
    for (; at < end; at += 1) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      number = number * 10 + digit;
    }
    const count = at - from;
    if (count === 0 || count > EXACT || (count > 1 && bytes[from] === ZERO)) return false;
    this.number = number;
    this.at = at;
    return true;
  }

  /** Whether the text that was read last is this one. */
  isText(expected: Uint8Array): boolean {
    const { bytes, from } = this;
    const { length } = expected;
    if (this.to - from !== length) return false;
    for (let step = 0; step < length; step += 1) {
      if (bytes[from + step] !== expected[step]) return false;
    }
    return true;
  }

  /** The text that was read last. */
  said(): string {
    return this.piece(this.from, this.to);
  }

  piece(from: number, to: number): string {
    return this.bytes.toString("utf8", from, to);
  }
}

const POWERS = Array.from({ length: EXACT + 1 }, (_, places) => 10 ** places);

/** The bytes of a text. */
export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Whether a byte is a digit. */
export function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= NINE;
}
