import { areSame, Word } from "./bytes";
import * as host from "./host";

// The line at hand. Nothing is asked of where the bytes end: they end with a line feed, and nothing passes one.

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const POINT: u8 = 0x2e;
const BLANK: u8 = 0x20;
const ZERO: u8 = 0x30;
const LINE_FEED: u8 = 0x0a;

/** Digits of a number that are read one by one: so many a number holds exactly. */
const EXACT: usize = 15;

/** No number that is measured is larger. */
const MOST: f64 = 1e15;

/** Where the next byte stands. */
let at: usize = 0;
/** Where the text that was read last stands, its quotes left out. */
let from: usize = 0;
let to: usize = 0;
/** The number that was read last. */
let figure: f64 = 0;
/** Its digits. */
let read: u64 = 0;

export function place(): usize {
  return at;
}

export function turnTo(there: usize): void {
  at = there;
}

export function next(): u8 {
  return load<u8>(at);
}

export function textBegin(): usize {
  return from;
}

export function textEnd(): usize {
  return to;
}

export function number(): f64 {
  return figure;
}

/** Whether this byte comes next; it is passed if so. */
export function pass(unit: u8): bool {
  if (load<u8>(at) != unit) return false;
  at += 1;
  return true;
}

/** Whether this comes next; it is passed if so. */
export function literal(word: Word): bool {
  return same(word.bytes, word.length);
}

/** Whether these bytes come next; they are passed if so. */
export function same(bytes: usize, length: u32): bool {
  if (!areSame(at, bytes, length)) return false;
  at += length;
  return true;
}

/** Whether nothing but this comes before the line feed. */
export function isOver(last: Word): bool {
  return literal(last) && load<u8>(at) == LINE_FEED;
}

/** Passes all that stands before the line feed. */
export function skip(): void {
  const sought = i8x16.splat(LINE_FEED);
  let found = i8x16.bitmask(i8x16.eq(v128.load(at), sought));
  while (found == 0) {
    at += 16;
    found = i8x16.bitmask(i8x16.eq(v128.load(at), sought));
  }
  at += ctz(found);
}

/** A text in which nothing is escaped; false: it is something else, and nothing is passed. */
export function text(): bool {
  if (load<u8>(at) != QUOTE) return false;
  const begin = at + 1;
  const end = plainEnd(begin);
  if (load<u8>(end) != QUOTE) return false;
  from = begin;
  to = end;
  at = end + 1;
  return true;
}

/** Where the first byte stands that does not stand in a text for itself. */
function plainEnd(begin: usize): usize {
  const quotes = i8x16.splat(QUOTE);
  const backslashes = i8x16.splat(BACKSLASH);
  const blanks = i8x16.splat(BLANK);
  let end = begin;
  let special = 0;
  while (special == 0) {
    const bytes = v128.load(end);
    const quoting = v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, backslashes));
    special = i8x16.bitmask(v128.or(quoting, i8x16.lt_u(bytes, blanks)));
    end += special == 0 ? 16 : ctz(special);
  }
  return end;
}

/** A whole number from 0 on. */
export function whole(): bool {
  const begin = at;
  const end = digits(begin, 0);
  if (!isWhole(begin, end) || end - begin > EXACT) return false;
  figure = <f64>read;
  at = end;
  return true;
}

/** A number from 0 on, as JSON has it, without an exponent. */
export function amount(): bool {
  const begin = at;
  const point = digits(begin, 0);
  if (!isWhole(begin, point)) return false;
  const end = load<u8>(point) == POINT ? digits(point + 1, read) : point;
  const places = end > point ? end - point - 1 : 0;
  if ((end > point && places == 0) || (load<u8>(end) | BLANK) == 0x65) return false;
  const count = point - begin + places;
  figure = count > EXACT ? host.number(begin, end) : <f64>read / powerOfTen(places);
  at = end;
  return figure <= MOST;
}

/** Reads digits from there on, and others before them. Where they end: what is too much for a number tells nothing. */
function digits(begin: usize, before: u64): usize {
  let number = before;
  let end = begin;
  let digit = load<u8>(end) - ZERO;
  while (digit <= 9) {
    number = number * 10 + digit;
    end += 1;
    digit = load<u8>(end) - ZERO;
  }
  read = number;
  return end;
}

/** Whether digits that stand there are a number: without a zero before others. */
function isWhole(begin: usize, end: usize): bool {
  return end > begin && (end == begin + 1 || load<u8>(begin) != ZERO);
}

function powerOfTen(places: usize): f64 {
  let power: f64 = 1;
  for (let step: usize = 0; step < places; step += 1) power *= 10;
  return power;
}
