import { literal, next, pass, place, text, turnTo } from "./line";
import { FALSE, NULL, TRUE } from "./words";

// Kinds of a JSON value, as the host numbers them too.
export const NONE: u32 = 0;
export const STRING: u32 = 1;
export const NUMBER: u32 = 2;
export const BOOLEAN: u32 = 3;
export const OBJECT: u32 = 4;
export const ARRAY: u32 = 5;
export const NOTHING: u32 = 6;

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const COMMA: u8 = 0x2c;
const COLON: u8 = 0x3a;
const MINUS: u8 = 0x2d;
const PLUS: u8 = 0x2b;
const POINT: u8 = 0x2e;
const ZERO: u8 = 0x30;
const BLANK: u8 = 0x20;
const SMALL_U: u8 = 0x75;

/** Levels of a value that are read: the recorder keeps fewer. */
export const DEPTH: u32 = 64;

/** Passes a JSON value, whatever stands in it. `NONE`: there is none, and where the line stands then is of no account. */
export function passValue(depth: u32 = DEPTH): u32 {
  const unit = next();
  if (unit == QUOTE) return text() || passEscaped() ? STRING : NONE;
  if (unit == 0x7b) return passItems(true, depth) ? OBJECT : NONE;
  if (unit == 0x5b) return passItems(false, depth) ? ARRAY : NONE;
  if (unit == MINUS || isDigit(unit)) return passNumber() ? NUMBER : NONE;
  if (unit == 0x74) return literal(TRUE) ? BOOLEAN : NONE;
  if (unit == 0x66) return literal(FALSE) ? BOOLEAN : NONE;
  return literal(NULL) ? NOTHING : NONE;
}

function passItems(named: bool, depth: u32): bool {
  if (depth == 0) return false;
  const close: u8 = named ? 0x7d : 0x5d;
  turnTo(place() + 1);
  if (pass(close)) return true;
  do {
    if (named && !(passValue(0) == STRING && pass(COLON))) return false;
    if (passValue(depth - 1) == NONE) return false;
  } while (pass(COMMA));
  return pass(close);
}

function passNumber(): bool {
  let at = place();
  if (load<u8>(at) == MINUS) at += 1;
  const first = at;
  at = behindDigits(at);
  if (at == first || (at - first > 1 && load<u8>(first) == ZERO)) return false;
  if (load<u8>(at) == POINT) {
    const point = at;
    at = behindDigits(at + 1);
    if (at == point + 1) return false;
  }
  if ((load<u8>(at) | BLANK) == 0x65) {
    at += 1;
    if (load<u8>(at) == PLUS || load<u8>(at) == MINUS) at += 1;
    const power = at;
    at = behindDigits(at);
    if (at == power) return false;
  }
  turnTo(at);
  return true;
}

function behindDigits(begin: usize): usize {
  let at = begin;
  while (isDigit(load<u8>(at))) at += 1;
  return at;
}

/** A text with something escaped in it. */
function passEscaped(): bool {
  let at = place() + 1;
  let unit = load<u8>(at);
  while (unit != QUOTE) {
    if (unit < BLANK) return false;
    if (unit == BACKSLASH) {
      at += 1;
      const escaped = load<u8>(at);
      if (escaped == SMALL_U) {
        for (let digit: usize = 1; digit <= 4; digit += 1)
          if (!isHex(load<u8>(at + digit))) return false;
        at += 4;
      } else if (!isEscaped(escaped)) return false;
    }
    at += 1;
    unit = load<u8>(at);
  }
  turnTo(at + 1);
  return true;
}

/** What may stand behind a backslash: " / \ b f n r t */
function isEscaped(unit: u8): bool {
  switch (unit) {
    case 0x22:
    case 0x2f:
    case 0x5c:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return true;
    default:
      return false;
  }
}

export function isHex(unit: u8): bool {
  const letter = unit | BLANK;
  return isDigit(unit) || (letter >= 0x61 && letter <= 0x66);
}

function isDigit(unit: u8): bool {
  return unit - ZERO <= 9;
}
