/** A text that comes in pieces: this one, and what tells its text from others of the same event type. */
export interface Piece {
  readonly text: string;
  readonly of: readonly unknown[];
}

/** Texts and ids of one event that are looked at, at most: a server may send any number of fields. */
const MOST_FIELDS = 16;

/** Levels of a payload that are looked at; `choices[0].delta.content` stands on the fourth. */
const DEEPEST = 8;

/** What a server calls that which tells several streams apart: `message_id`, `toolCallId`, `index`, `type`. */
const TELLS_APART =
  /(?:[._-](?:id|ID|index|type)|[a-z](?:Id|ID|Index|Type)|^\.(?:event|kind|op))$/u;

/**
 * The texts of a payload or message, at any depth, as pieces of longer ones: each of the text at its place, whatever else
 * the event says; and where the payload holds ids, of the text at its place under these ids too, since several
 * may come at once. The items of a list are at one place, one after the other.
 */
export function piecesIn(data: object): readonly Piece[] {
  const found: Found = { texts: [], ids: [] };
  look(data, "", DEEPEST, found);
  const { texts, ids } = found;
  const plain = texts.map(({ text, place }) => ({ text, of: [place] }));
  if (ids.length === 0) return plain;
  return [...plain, ...texts.map(({ text, place }) => ({ text, of: [place, ...ids] }))];
}

interface Found {
  readonly texts: { readonly text: string; readonly place: string }[];
  readonly ids: unknown[];
}

function look(value: object, place: string, depth: number, found: Found): void {
  for (const [field, held] of Object.entries(value)) {
    const at = Array.isArray(value) ? place : `${place}.${field}`;
    if (isScalar(held) && TELLS_APART.test(at)) {
      if (found.ids.length < MOST_FIELDS) found.ids.push(held);
    } else if (typeof held === "string") {
      if (found.texts.length === MOST_FIELDS) return;
      found.texts.push({ text: held, place: at });
    } else if (typeof held === "object" && held !== null && depth > 1) {
      look(held, at, depth - 1, found);
    }
  }
}

function isScalar(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number";
}
