import type { Line } from "./line.ts";
import { FIRST_OF_SPANS, type PlainRun } from "./run.ts";
import type { FieldTerms } from "./terms.ts";
import { pass, passValue } from "./value.ts";

const OPEN = 0x7b;
const CLOSE = 0x7d;
const COMMA = 0x2c;
const COLON = 0x3a;
const QUOTE = 0x22;
const BLANK = 0x20;
const LAST = 0x7e;

/** Passes a payload in which each of these fields stands once, as it must be; false: it is not so, or that is not plain. */
export function passPayload(line: Line, fields: readonly FieldTerms[], run: PlainRun): boolean {
  if (!pass(line, OPEN)) return false;
  let seen = 0;
  if (!pass(line, CLOSE)) {
    do {
      if (!line.text() || !pass(line, COLON)) return false;
      const at = fieldOf(line, fields);
      const field = fields[at];
      if (field === undefined) {
        if (passValue(line) === null) return false;
        continue;
      }
      if ((seen & (1 << at)) !== 0 || !passField(line, field, run)) return false;
      seen |= 1 << at;
    } while (pass(line, COMMA));
    if (!pass(line, CLOSE)) return false;
  }
  return seen === (1 << fields.length) - 1;
}

/** Place of the field whose name was read last; negative: it is none of them. */
function fieldOf(line: Line, fields: readonly FieldTerms[]): number {
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at];
    if (field !== undefined && line.isText(field.name)) return at;
  }
  return -1;
}

function passField(line: Line, { rule, keep, repeats }: FieldTerms, run: PlainRun): boolean {
  const isTold = keep !== null || repeats !== null;
  if (isTold || rule === "text") {
    const { at } = line;
    if (!line.text() || !isTelling(line)) return false;
    if (keep !== null) run.keep(FIRST_OF_SPANS + keep, line);
    if (repeats !== null) {
      line.at = at;
      if (!run.comes(FIRST_OF_SPANS + repeats, line)) return false;
    }
    return rule === null || rule === "text" || rule === "string" || rule === "present";
  }
  const kind = passValue(line);
  return kind !== null && (rule === "present" || kind === rule);
}

/** Whether the text that was read last begins with something that is seen: an empty one begins with its last quote. */
function isTelling({ bytes, from }: Line): boolean {
  const unit = bytes[from] ?? 0;
  return unit !== QUOTE && unit > BLANK && unit <= LAST;
}
