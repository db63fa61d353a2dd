import { CANARY_LENGTH, CANARY_PREFIX, isCanary } from "./canary.ts";

const BLANK = String.raw`(?:[ \t]|\\{1,8}t)`;
const FEED = String.raw`(?:[\r\n]|\\{1,8}[rn])`;

/** The end of a line and the indentation of the next; escaped, as often as you like, as in JSON. */
const BREAK = `${BLANK}{0,99}(?:${FEED}${BLANK}{0,99}){1,4}`;

/** Source of a regular expression: what stands where a line may be broken, in the head of a canary. */
export const BREAK_BEGINS = String.raw`[\s\\]`;

const PIECE = new RegExp(`([a-z0-9]{1,${CANARY_LENGTH}})(${BREAK})?`, "iy");

/** The canary that begins here, in lower case, whole or broken over lines anywhere; null: none does. */
export function canaryFrom(text: string, at: number): string | null {
  const whole = text.slice(at, at + CANARY_LENGTH).toLowerCase();
  if (isCanary(whole)) return whole;
  const joined = joinedLines(text, at);
  return isCanary(joined) ? joined : null;
}

/** The letters and digits from here on, no more of them than a canary has, without the breaks between. */
function joinedLines(text: string, at: number): string {
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
