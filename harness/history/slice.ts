/** One part of a crowd: its users, and all that comes to them. Several make one execution. */
export interface Slice {
  /** From 0. */
  readonly index: number;
  /** Slices of the execution. */
  readonly count: number;
}

/** Whether the user at this position of the plan belongs to the slice. Without a slice everybody does. */
export function isIn(slice: Slice | undefined, ordinal: number): boolean {
  return slice === undefined || ordinal % slice.count === slice.index;
}

/** How many of the users at these positions are in the slice, `from` included and `to` not. */
export function countIn(slice: Slice | undefined, from: number, to: number): number {
  if (slice === undefined) return to - from;
  const below = (bound: number): number => Math.ceil((bound - slice.index) / slice.count);
  return Math.max(0, below(to)) - Math.max(0, below(from));
}

/** What of a total falls to the slice: the shares of all slices add up to it. */
export function shareOf({ index, count }: Slice, total: number): number {
  return Math.floor((total * (index + 1)) / count) - Math.floor((total * index) / count);
}

/** Slice `inner` of slice `outer`, such as a worker's of its machine's; of equal counts they tile the crowd. */
export function sliceWithin(outer: Slice, inner: Slice): Slice {
  return { index: outer.index + outer.count * inner.index, count: outer.count * inner.count };
}

/** Slices of an execution that lie within a part of it; all of them without one. */
export function slicesWithin(outer: Slice | undefined, count: number): readonly Slice[] {
  return Array.from({ length: count }, (_, index) => ({ index, count })).filter(
    ({ index }) => outer === undefined || index % outer.count === outer.index,
  );
}

/** Number of an op among those of all slices, where each slice has numbered its own. */
export function numberOfAll({ index, count }: Slice, number: number): number {
  return number * count + index;
}

/** The number in its slice of what has this number among all; null: it is of another slice. */
export function numberInSlice({ index, count }: Slice, number: number): number | null {
  return number % count === index ? (number - index) / count : null;
}

/** As people count: `2 of 6`. */
export function sliceWords({ index, count }: Slice): string {
  return `${index + 1} of ${count}`;
}
