import { areSame } from "./bytes";
import { pass, place, text, textBegin, textEnd, turnTo } from "./line";
import { FIRST_OF_SPANS, Run } from "./run";
import { ANY, Due, Field, PRESENT, TELLING } from "./terms";
import { NONE, passValue, STRING } from "./value";

const OPEN: u8 = 0x7b;
const CLOSE: u8 = 0x7d;
const COMMA: u8 = 0x2c;
const COLON: u8 = 0x3a;
const QUOTE: u8 = 0x22;
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
  const length = (textEnd() - textBegin()) as u32;
  let field = due.fields;
  while (field !== null) {
    const name = field.name;
    if (name.length == length && areSame(textBegin(), name.bytes, length)) return field;
    field = field.next;
  }
  return null;
}

function passField(field: Field, run: Run): bool {
  const keep = field.keep;
  const repeats = field.repeats;
  const rule = field.rule;
  if (keep < 0 && repeats < 0 && rule != TELLING) {
    const kind = passValue();
    return kind != NONE && (rule == PRESENT || rule == kind);
  }
  const begin = place();
  if (!text() || !isTelling()) return false;
  if (keep >= 0) run.keep(FIRST_OF_SPANS + (keep as u32));
  if (repeats >= 0) {
    turnTo(begin);
    if (!run.comes(FIRST_OF_SPANS + (repeats as u32))) return false;
  }
  return rule == ANY || rule == TELLING || rule == STRING || rule == PRESENT;
}

/** Whether the text that was read last begins with something that is seen: an empty one begins with its last quote. */
function isTelling(): bool {
  const unit = load<u8>(textBegin());
  return unit != QUOTE && unit > BLANK && unit <= LAST;
}
