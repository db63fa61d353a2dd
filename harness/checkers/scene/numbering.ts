import type { Provisions } from "../../history/header.ts";
import type { Received, Run, Stream } from "./scene.ts";

/** Numbers that did not come, between two events that did. */
export interface Gap {
  readonly after: Received;
  readonly before: Received;
  readonly count: number;
}

/**
 * Events of a stream in the order of arrival, if the server numbers all of them; null: it does not, or the
 * numbers may be those of the connection. Copies are left out. Nothing follows from where numbers begin.
 */
export function numberedEvents(
  run: Run,
  stream: Stream,
  provides: Pick<Provisions, "seq">,
): readonly Received[] | null {
  if (provides.seq !== "always" && (provides.seq === "never" || run.overlapped === true))
    return null;
  const events = stream.received.filter(({ copyOf }) => copyOf === null);
  const [first] = events;
  const hops = events.some(({ op }) => op.connection !== first?.op.connection);
  if (hops && provides.seq !== "always") return null;
  return events.every(({ op }) => op.event.seq !== null) ? events : null;
}

/**
 * Gaps in the numbers up to the terminal event. A number that a copy has of its own is taken. Where the server
 * may be numbering the connection, whatever else came on it in between may have had the numbers that are missing.
 */
export function gapsOf(
  events: readonly Received[],
  { terminal, received }: Pick<Stream, "terminal" | "received">,
): readonly Gap[] {
  const last = terminal === null ? Infinity : numberOf(terminal);
  const taken = [
    ...new Set(received.filter(({ copyOf }) => copyOf !== null).map((copy) => numberOf(copy))),
  ];
  const sorted = events
    .filter((event) => numberOf(event) <= last)
    .toSorted((a, b) => numberOf(a) - numberOf(b));
  return sorted.flatMap((before, at) => {
    const after = sorted[at - 1];
    if (after === undefined) return [];
    const [low, high] = [numberOf(after), numberOf(before)];
    const count = high - low - 1 - taken.filter((one) => one > low && one < high).length;
    return count > othersBetween(after, before) ? [{ after, before, count }] : [];
  });
}

/** Neighbours whose numbers run backwards: the later arrival first. */
export function inversionsOf(
  events: readonly Received[],
): readonly { readonly later: Received; readonly earlier: Received }[] {
  return events.flatMap((later, at) => {
    const earlier = events[at - 1];
    return earlier !== undefined && numberOf(later) < numberOf(earlier) ? [{ later, earlier }] : [];
  });
}

/** This event and those after it, as long as their numbers go up by one each: all that one new beginning explains. */
export function countedFrom(events: readonly Received[], first: Received): readonly Received[] {
  const from = events.indexOf(first);
  const end = events.findIndex(
    (event, at) => at > from && numberOf(event) !== numberOf(first) + at - from,
  );
  return events.slice(from, end === -1 ? undefined : end);
}

/** Events under a number that another event had before: the later arrival first. */
export function repeatsOf(
  events: readonly Received[],
): readonly { readonly later: Received; readonly earlier: Received }[] {
  const holders = new Map<number, Received>();
  return events.flatMap((later) => {
    const earlier = holders.get(numberOf(later));
    if (earlier !== undefined) return [{ later, earlier }];
    holders.set(numberOf(later), later);
    return [];
  });
}

function othersBetween(after: Received, before: Received): number {
  if (after.nth === undefined || before.nth === undefined) return 0;
  return Math.max(0, before.nth - after.nth - 1);
}

export function numberOf({ op }: Received): number {
  return op.event.seq ?? 0;
}
