/** Everything that is not seen on a page: controls, direction marks, lone surrogates, line separators. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** What is no plain ASCII: nearly all texts are, and to know so much takes a tenth of the time. */
const SPECIAL = /[^\x20-\x7e]/;

/** The head of a text, at most `limit` characters, with everything unprintable as `\u{hex}`. */
export function printable(text: string, limit: number): string {
  const head = cut(text, limit);
  return SPECIAL.test(head) ? cut(head.replace(UNSEEN, escape), limit) : head;
}

/** The first `limit` characters of a text, without half of a surrogate pair at the end. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  const next = text.charCodeAt(limit);
  const splits = last >= 0xd800 && last <= 0xdbff && next >= 0xdc00 && next <= 0xdfff;
  return text.slice(0, splits ? limit - 1 : limit);
}

function escape(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
