/**
 * A server's text as a short quotation that is safe in any report: control, format and line-breaking
 * characters (bidirectional overrides among them) are written as escapes.
 */
export function excerpt(text: string, length = 60): string {
  const head = JSON.stringify(text.slice(0, length).toWellFormed());
  const safe = head.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, escape);
  return text.length > length ? `${safe}…` : safe;
}

/** A name as a server spelt it: bare where it is plainly a name, else a quotation. */
export function name(text: string): string {
  return /^[\w.:-]{1,60}$/.test(text) ? text : excerpt(text);
}

function escape(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
