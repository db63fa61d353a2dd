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
  const lastOther = (type: string): number =>
    events.findLastIndex(({ op }) => op.event.type !== type);
  const begun = new Map<string, number>();
  for (const [at, event] of events.entries()) {
    const { type, data } = event.op.event;
    if (!streamed.has(type)) continue;
    if (!begun.has(type)) begun.set(type, lastOther(type));
    const isLast = at > (begun.get(type) ?? 0);
    for (const { text, of } of piecesIn(data)) {
      const told = plain(text);
      if (told === "") continue;
      const place = JSON.stringify([type, of[0]]);
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

function plain(text: string): string {
  return text.normalize("NFC").replaceAll(/\s+/gu, "");
}
