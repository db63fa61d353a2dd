/** What stands for bytes that are no character, such as half of one. */
const REPLACEMENT = "\u{FFFD}";

/**
 * The piece of a text in which characters were lost that the whole has, so that the two are the same otherwise: each was
 * decoded by itself, and characters were split between them. -1: it is the whole that lost them; null: neither has, or
 * they are not the same.
 */
export function garbledIn(pieces: readonly string[], whole: string): number | null {
  const joined = pieces.join("");
  if (joined.includes(REPLACEMENT) === whole.includes(REPLACEMENT)) return null;
  if (whole.includes(REPLACEMENT)) return isGarbled(whole, joined) ? -1 : null;
  return isGarbled(joined, whole) ? pieces.findIndex((piece) => piece.includes(REPLACEMENT)) : null;
}

/** Whether a text is the other, but that something else than ASCII stands there in place of what could not be decoded. */
function isGarbled(text: string, sound: string): boolean {
  const [head = "", ...parts] = text.split(/\u{FFFD}+/u);
  const tail = parts.pop() ?? "";
  if (!sound.startsWith(head) || !sound.endsWith(tail)) return false;
  const end = sound.length - tail.length;
  let at = head.length;
  for (const part of parts) {
    const next = sound.indexOf(part, at + 1);
    if (next === -1 || next > end || !isBeyondAscii(sound.slice(at, next))) return false;
    at = next + part.length;
  }
  return at < end && isBeyondAscii(sound.slice(at, end));
}

/** And not much of it: a character is four bytes at most. */
function isBeyondAscii(text: string): boolean {
  return text.length <= MOST && /^[^\0-\x7F]+$/u.test(text);
}

/** Characters in a row that may be lost so. */
const MOST = 8;
