import { piecesIn } from "./pieces.ts";
import type { Received } from "./scene.ts";

/** A text in pieces, each without white space, and the events that brought them. */
export interface Text {
  readonly texts: readonly string[];
  readonly events: readonly Received[];
}

/**
 * The texts that came in pieces, by type and field: all pieces of the field; those under each of the ids beside it; and
 * those since something else came last, since the whole may be of the last message only.
 */
export function textsOf(
  events: readonly Received[],
  streamed: ReadonlySet<string>,
): ReadonlyMap<string, readonly Text[]> {
  const all = new Map<string, Map<string, { texts: string[]; events: Received[] }>>();
  const lasts = new Map<string, number>();
  for (const [at, event] of events.entries()) {
    const { type, data } = event.op.event;
    if (!streamed.has(type)) continue;
    const last = lasts.get(type) ?? lastOf(events, type, at);
    lasts.set(type, last);
    const isLast = at > last;
    for (const { text, of } of piecesIn(data)) {
      const told = plain(text);
      if (told === "") continue;
      const place = `${type} ${String(of[0])}`;
      const known = all.get(place) ?? new Map<string, { texts: string[]; events: Received[] }>();
      all.set(place, known);
      const keys = of.length === 1 ? (isLast ? ["all", "last"] : ["all"]) : [JSON.stringify(of)];
      for (const key of keys) {
        const one = known.get(key) ?? { texts: [], events: [] };
        known.set(key, one);
        one.texts.push(told);
        one.events.push(event);
      }
    }
  }
  return new Map(
    [...all].map(([place, known]) => {
      const texts = [...known.values()].filter((one) => one.texts.length > 1);
      return [place, texts.slice(0, MOST_TEXTS)] as const;
    }),
  );
}

/** After which event the last pieces of this type came; Infinity: they are all, and the first is at hand. */
function lastOf(events: readonly Received[], type: string, first: number): number {
  const last = events.findLastIndex(({ op }) => op.event.type !== type);
  return last < first ? Infinity : last;
}

/** Texts of a field that are compared, at most: a server may name any number of ids. */
const MOST_TEXTS = 8;

/** The texts of the last event by their places, those of a list as one. */
export function wholesIn({ op }: Received): ReadonlyMap<string, string> {
  const wholes = new Map<string, string>();
  for (const { text, of } of piecesIn(op.event.data)) {
    if (of.length > 1) continue;
    const place = String(of[0]);
    wholes.set(place, (wholes.get(place) ?? "") + plain(text));
  }
  return new Map([...wholes].filter(([, text]) => text !== ""));
}

const BEYOND_ASCII = /[^\0-\x7F]/;

/** Composed, and without white space. */
function plain(text: string): string {
  const composed = BEYOND_ASCII.test(text) ? text.normalize("NFC") : text;
  return composed.replaceAll(/\s+/gu, "");
}
