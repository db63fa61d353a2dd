import { wordOf, isDigit, type Line } from "./line.ts";

/** Kinds of a JSON value, as the contract calls them. */
export type Kind = "string" | "number" | "boolean" | "object" | "array" | "null";

const TRUE = wordOf("true");
const FALSE = wordOf("false");
const NULL = wordOf("null");

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const BLANK = 0x20;
const SMALL_U = 0x75;

/** Levels of a value that are read: the recorder keeps fewer. */
const DEPTH = 64;

/** Passes a JSON value, whatever stands in it. Null: there is none, and where the line stands then is of no account. */
export function passValue(line: Line, depth: number = DEPTH): Kind | null {
  const { bytes, at } = line;
  const unit = bytes[at] ?? 0;
  if (unit === QUOTE) return line.text() || passEscaped(line) ? "string" : null;
  if (unit === 0x7b) return passItems(line, true, depth) ? "object" : null;
  if (unit === 0x5b) return passItems(line, false, depth) ? "array" : null;
  if (unit === MINUS || isDigit(unit)) return passNumber(line) ? "number" : null;
  if (unit === 0x74) return line.literal(TRUE) ? "boolean" : null;
  if (unit === 0x66) return line.literal(FALSE) ? "boolean" : null;
  return line.literal(NULL) ? "null" : null;
}

/** Passes this byte, if it comes next. */
export function pass(line: Line, unit: number): boolean {
  if (line.at >= line.end || line.bytes[line.at] !== unit) return false;
  line.at += 1;
  return true;
}

function passItems(line: Line, named: boolean, depth: number): boolean {
  if (depth === 0) return false;
  const close = named ? 0x7d : 0x5d;
  line.at += 1;
  if (pass(line, close)) return true;
  do {
    if (named && !(passValue(line, 0) === "string" && pass(line, COLON))) return false;
    if (passValue(line, depth - 1) === null) return false;
  } while (pass(line, COMMA));
  return pass(line, close);
}

function passNumber(line: Line): boolean {
  const { bytes, end } = line;
  let { at } = line;
  if (bytes[at] === MINUS) at += 1;
  const first = at;
  while (at < end && isDigit(bytes[at] ?? 0)) at += 1;
  if (at === first || (at - first > 1 && bytes[first] === ZERO)) return false;
  if (at < end && bytes[at] === POINT) {
    const point = at;
    at += 1;
    while (at < end && isDigit(bytes[at] ?? 0)) at += 1;
    if (at === point + 1) return false;
  }
  if (at < end && ((bytes[at] ?? 0) | 0x20) === 0x65) {
    at += 1;
    if (at < end && (bytes[at] === MINUS || bytes[at] === 0x2b)) at += 1;
    const power = at;
    while (at < end && isDigit(bytes[at] ?? 0)) at += 1;
    if (at === power) return false;
  }
  line.at = at;
  return true;
}

/** A text with something escaped in it. */
function passEscaped(line: Line): boolean {
  const { bytes, end } = line;
  for (let at = line.at + 1; at < end; at += 1) {
    const unit = bytes[at] ?? 0;
    if (unit === QUOTE) {
      line.at = at + 1;
      return true;
    }
    if (unit < BLANK) return false;
    if (unit !== BACKSLASH) continue;
    at += 1;
    const escaped = bytes[at] ?? 0;
    if (escaped === SMALL_U) {
      for (let digit = 1; digit <= 4; digit += 1) if (!isHex(bytes[at + digit] ?? 0)) return false;
      at += 4;
    } else if (!ESCAPED.includes(escaped)) return false;
  }
  return false;
}

/** What may stand behind a backslash: " / \\ b f n r t */
const ESCAPED: readonly number[] = [0x22, 0x2f, 0x5c, 0x62, 0x66, 0x6e, 0x72, 0x74];

function isHex(unit: number): boolean {
  const letter = unit | 0x20;
  return isDigit(unit) || (letter >= 0x61 && letter <= 0x66);
}
