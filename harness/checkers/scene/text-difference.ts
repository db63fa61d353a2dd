/** How a text that came in pieces differs from the same text as a whole. */
export type TextDifference =
  | { readonly kind: "lost"; readonly gaps: readonly TextGap[] }
  /** This piece, and as many as follow it again, came before. */
  | { readonly kind: "doubled"; readonly at: number }
  | { readonly kind: "moved" }
  | { readonly kind: "other" };

/** A stretch of the whole that the pieces lack. */
export interface TextGap {
  readonly text: string;
  /** The piece before which it is due, as many as there are at the end; -1: it is within a piece. */
  readonly at: number;
}

/** Stretches that are lost, or pieces that come twice, at most, where there are several. */
const MOST_PLACES = 256;

/** Pieces up to this many, around the place where two texts differ, are searched for the one that moved. */
const SEARCHED = 64;

/** Pieces that are looked at on both sides of that place: a text may go on as it did before. */
const AROUND = 8;

/** Null: the pieces join to the whole. Linear in the length of the text, but for a search among few pieces. */
export function textDifference(pieces: readonly string[], whole: string): TextDifference | null {
  const joined = pieces.join("");
  if (joined === whole) return null;
  const head = commonHead(joined, whole);
  const tail = commonTail(joined, whole);
  const starts = startsOf(pieces);
  if (joined.length > whole.length) {
    const at = doubledAt(pieces, starts, joined.length - whole.length, head, tail);
    return at === null ? severalPlaces(pieces, whole) : { kind: "doubled", at };
  }
  if (joined.length === whole.length) {
    return { kind: isMoved(pieces, starts, whole, head, tail) ? "moved" : "other" };
  }
  if (head + tail < joined.length) return severalPlaces(pieces, whole);
  const between = starts.findIndex((start) => start <= head && joined.length - start <= tail);
  const from = between === -1 ? head : (starts[between] ?? head);
  const text = whole.slice(from, from + whole.length - joined.length);
  return { kind: "lost", gaps: [{ text, at: between }] };
}

/** Where the whole lacks nothing: stretches lost between pieces, or pieces that come twice in a row. */
function severalPlaces(pieces: readonly string[], whole: string): TextDifference {
  const gaps: TextGap[] = [];
  const again: number[] = [];
  let end = 0;
  for (const [at, piece] of pieces.entries()) {
    if (gaps.length + again.length > MOST_PLACES) return { kind: "other" };
    if (whole.startsWith(piece, end)) end += piece.length;
    else if (piece === pieces[at - 1]) again.push(at);
    else {
      const next = placeOf(piece, pieces[at + 1] ?? "", whole, end);
      if (next === -1) return { kind: "other" };
      gaps.push({ text: whole.slice(end, next), at });
      end = next + piece.length;
    }
  }
  if (end < whole.length) gaps.push({ text: whole.slice(end), at: pieces.length });
  const [first] = again;
  if (first === undefined) return { kind: "lost", gaps };
  return gaps.length === 0 ? { kind: "doubled", at: first } : { kind: "other" };
}

/** Where the whole goes on with this piece: rather where the next one follows it. */
function placeOf(piece: string, next: string, whole: string, from: number): number {
  const both = whole.indexOf(piece + next, from);
  return both === -1 ? whole.indexOf(piece, from) : both;
}

/** Where each piece begins in the joined text, and where the last one ends. */
function startsOf(pieces: readonly string[]): readonly number[] {
  const starts = [0];
  for (const [at, piece] of pieces.entries()) starts.push((starts[at] ?? 0) + piece.length);
  return starts;
}

/** The first of the pieces that are too many, where they repeat what came before them. */
function doubledAt(
  pieces: readonly string[],
  starts: readonly number[],
  extra: number,
  head: number,
  tail: number,
): number | null {
  const total = starts.at(-1) ?? 0;
  const byStart = new Map(starts.map((start, at) => [start, at]));
  for (const [at, start] of starts.entries()) {
    const end = byStart.get(start + extra);
    if (end === undefined || start > head || total - start - extra > tail) continue;
    if (repeats(pieces, at, end)) return at;
  }
  return null;
}

/** Whether these pieces came just before, or are those with which all began, or are one that came at any time. */
function repeats(pieces: readonly string[], from: number, to: number): boolean {
  const count = to - from;
  if (count === 1) return pieces.indexOf(pieces[from] ?? "") < from;
  if (count > from) return false;
  return [0, from - count].some((start) => {
    return pieces.slice(from, to).every((piece, at) => piece === pieces[start + at]);
  });
}

/** One piece in another place. */
function isMoved(
  pieces: readonly string[],
  starts: readonly number[],
  whole: string,
  head: number,
  tail: number,
): boolean {
  const total = starts.at(-1) ?? 0;
  const first = starts.findLastIndex((start) => start <= head) - AROUND;
  const last = starts.findIndex((start) => total - start <= tail) + AROUND;
  const [from, to] = [Math.max(0, first), Math.min(pieces.length, last)];
  if (to - from > SEARCHED) return false;
  const some = pieces.slice(from, to);
  const wanted = whole.slice(starts[from], starts[to]);
  const places = some.map((_, at) => at);
  return places.some((place) => {
    const rest = some.toSpliced(place, 1);
    return places.some((due) => rest.toSpliced(due, 0, some[place] ?? "").join("") === wanted);
  });
}

function commonHead(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

function commonTail(a: string, b: string): number {
  let length = 0;
  const most = Math.min(a.length, b.length);
  while (length < most && a.at(-1 - length) === b.at(-1 - length)) length += 1;
  return length;
}
