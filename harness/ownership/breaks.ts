import { CANARY_LENGTH, CANARY_PREFIX, isCanary } from "./canary.ts";

const BLANK = String.raw`(?:[ \t]|\\{1,8}t)`;
const FEED = String.raw`(?:[\r\n]|\\{1,8}[rn])`;

/**
 * The end of a line and the indentation of the next; escaped, as often as you like, as in JSON. In a server-sent event
 * each line begins with `data:`.
 */
const LINE_END = `${BLANK}{0,99}(?:${FEED}(?:data:)?${BLANK}{0,99}){1,4}`;

const QUOTE = String.raw`\\{0,8}["']`;
const BRACKETS = String.raw`[\s[\]{}]{0,99}`;
const FIELD = String.raw`${QUOTE}[\w.-]{1,32}${QUOTE}\s{0,9}:\s{0,9}`;

/**
 * From one text of JSON (or of Python) to the next, as in a list of words, or of blocks such as `{"type":"text","text":"…"}`: the
 * names of fields and one short word may stand in between.
 */
const NEXT_TEXT = `${QUOTE}${BRACKETS},${BRACKETS}(?:${FIELD}(?:${QUOTE}[\\w.-]{0,32}${QUOTE},\\s{0,9}${FIELD})?)?${QUOTE}`;

const BREAK = `(?:${NEXT_TEXT}|${LINE_END})`;

/** Source of a regular expression: what stands where a text may be broken, in the head of a canary. */
export const BREAK_BEGINS = String.raw`[\s\\"']`;

const PIECE = new RegExp(`([a-z0-9]{1,${CANARY_LENGTH}})(${BREAK})?`, "iy");

/** The canary that begins here, in lower case, whole or broken over lines or texts anywhere; null: none does. */
export function canaryFrom(text: string, at: number): string | null {
  const whole = text.slice(at, at + CANARY_LENGTH).toLowerCase();
  if (isCanary(whole)) return whole;
  const letters = joinedFrom(text, at);
  return isCanary(letters) ? letters : null;
}

/** The letters and digits from here on, no more of them than a canary has, without the breaks between. */
function joinedFrom(text: string, at: number): string {
  let letters = "";
  PIECE.lastIndex = at;
  while (letters.length < CANARY_LENGTH) {
    const [, piece = "", end] = PIECE.exec(text) ?? [];
    letters += piece.toLowerCase();
    const begins = letters.startsWith(CANARY_PREFIX) || CANARY_PREFIX.startsWith(letters);
    if (!begins || end === undefined) break;
  }
  return letters.slice(0, CANARY_LENGTH);
}
