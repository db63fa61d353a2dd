import { areSame, Word } from "./bytes";
import { pass, place, text, textBegin, textEnd } from "./line";
import { FIRST_OF_SPANS, Run } from "./run";
import { ANY, Due, Field, PRESENT, TELLING } from "./terms";
import { DEPTH, NONE, OBJECT, passValue, STRING } from "./value";

const OPEN: u8 = 0x7b;
const CLOSE: u8 = 0x7d;
const COMMA: u8 = 0x2c;
const COLON: u8 = 0x3a;
const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const BLANK: u8 = 0x20;
const LAST: u8 = 0x7e;

/** Passes a payload in which each field stands once, as it must be; false: it is not so, or that is not plain. */
export function passPayload(due: Due, run: Run): bool {
  if (!pass(OPEN)) return false;
  let missing: u32 = (1 << due.count) - 1;
  if (!pass(CLOSE)) {
    do {
      if (!text() || !pass(COLON)) return false;
      const field = fieldOf(due);
      if (field === null) {
        if (passValue() == NONE) return false;
      } else {
        if ((missing & field.bit) == 0 || !passField(field, run)) return false;
        missing ^= field.bit;
      }
    } while (pass(COMMA));
    if (!pass(CLOSE)) return false;
  }
  return missing == 0;
}

/** The field whose name was read last; null: it is none of them. */
function fieldOf(due: Due): Field | null {
  let field = due.fields;
  while (field !== null && !isNamed(field.name)) field = field.next;
  return field;
}

/** Whether this is the text that was read last. */
function isNamed(name: Word): bool {
  const length = (textEnd() - textBegin()) as u32;
  return name.length == length && areSame(textBegin(), name.bytes, length);
}

function passField(field: Field, run: Run): bool {
  const begin = place();
  const kind = field.inner === null ? passPlainly(field) : passAround(field, run);
  if (kind == NONE || !isAllowed(kind, field.rule)) return false;
  return field.inner !== null || passKept(field, run, begin);
}

function passPlainly(field: Field): u32 {
  const begin = place();
  const kind = passValue();
  const isTold = field.names || field.rule == TELLING;
  return isTold && !(kind == STRING && isTelling(begin)) ? NONE : kind;
}

/** Passes an object in which the field stands once that is kept or repeats another. */
function passAround(field: Field, run: Run): u32 {
  const inner = field.inner;
  if (inner === null || !pass(OPEN)) return NONE;
  let found = false;
  if (!pass(CLOSE)) {
    do {
      if (!text() || !pass(COLON)) return NONE;
      const isIt = isNamed(inner);
      const begin = place();
      if ((isIt && found) || passValue(DEPTH - 1) == NONE) return NONE;
      if (isIt && !passKept(field, run, begin)) return NONE;
      found = found || isIt;
    } while (pass(COMMA));
    if (!pass(CLOSE)) return NONE;
  }
  return found ? OBJECT : NONE;
}

/** Keeps the value that has been passed, from there on, or tells whether it repeats the one that was kept. */
function passKept(field: Field, run: Run, begin: usize): bool {
  const keep = field.keep;
  const repeats = field.repeats;
  if (keep >= 0) run.keep(FIRST_OF_SPANS + (keep as u32), begin, place());
  return repeats < 0 || run.repeats(FIRST_OF_SPANS + (repeats as u32), begin, place());
}

function isAllowed(kind: u32, rule: u32): bool {
  return rule == ANY || rule == PRESENT || rule == kind || (rule == TELLING && kind == STRING);
}

/** Whether the text that stands there begins with something that is seen: an empty one begins with its last quote. */
function isTelling(begin: usize): bool {
  const unit = load<u8>(begin + 1);
  return unit != QUOTE && unit != BACKSLASH && unit > BLANK && unit <= LAST;
}
