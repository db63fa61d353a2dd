/** Controls, direction marks, joiners, lone surrogates, noncharacters, line separators: all that is not seen on a page. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/**
 * Text of a server, a user or an error, safe on a terminal and in a file: one line, nothing that moves a
 * cursor, changes a colour or turns the direction. What is not printable becomes `\u{hex}`. At most `max`
 * characters, the last of them `…` when something was cut.
 */
export function printable(text: string, max = 500): string {
  return cut(cut(text, max + 1).replace(UNSEEN, escape), max);
}

/** The first `max` characters (code points, so that no pair is halved); the last is `…` when it was longer. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const head: string[] = [];
  for (const character of text) {
    if (head.length === max) return `${head.slice(0, -1).join("")}…`;
    head.push(character);
  }
  return text;
}

function escape(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
