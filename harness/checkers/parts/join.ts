import type { HistoryHeader } from "../../history/header.ts";
import type { Judgement } from "../../verdict/judgement.ts";
import { isOverlapEnough } from "../reach.ts";
import { leftEarly } from "../watch-end.ts";
import { judgementOf, mergeParts, type Part } from "./part.ts";
import { peakOf } from "./steps.ts";

/** A judgement of the whole crowd, or why its parts do not tell it. */
export interface Joined {
  /** Of what the parts hold; exact where `unclear` is null. */
  readonly judgement: Judgement;
  /** Why the record must be judged as a whole; null: no need. */
  readonly unclear: string | null;
  /** Slices of which nothing is known. */
  readonly missing: readonly number[];
}

/**
 * Puts parts of one execution together, in whatever order they come.
 *
 * Where all that each part saw was as it should be, and nothing crosses them, the numbers add up to what one
 * judge of everything would have said. Else the words of a verdict (who leaked to whom, which of two reports is
 * the cause) need the ops of several parts, and the record is to be judged as a whole.
 *
 * @param header of any part
 * @param parts of disjoint slices of one configuration, at least one
 */
export function joinParts(header: HistoryHeader, parts: readonly Part[]): Joined {
  const [first, ...others] = parts;
  if (first === undefined) throw new RangeError("There are no parts to join.");
  const whole = others.reduce(mergeParts, first);
  const missing = Array.from({ length: whole.count }, (_, index) => index).filter(
    (index) => !whole.slices.includes(index),
  );
  const twice = new Set(whole.slices).size < whole.slices.length;
  const judgement = judgementOf(whole);
  return {
    judgement: { ...judgement, tallies: withHorizon(judgement.tallies, whole.beyond) },
    unclear: twice
      ? "a part is there twice"
      : missing.length > 0
        ? "a part is missing"
        : (whole.unclear ?? crowdTooThin(header, whole)),
    missing,
  };
}

function crowdTooThin({ plan }: HistoryHeader, whole: Part): string | null {
  const sockets = plan.users.reduce((sum, { role }) => sum + (role === "user" ? plan.tabs : 1), 0);
  if (peakOf(whole.connections) < sockets) return "not all were connected at once";
  if (leftEarly(whole.watched) > 0) return "some left before others were done";
  return isOverlapEnough(plan, peakOf(whole.runs)) ? null : "too few runs were open at once";
}

/** Ids that were not kept were not compared. */
function withHorizon(tallies: Judgement["tallies"], beyond: number): Judgement["tallies"] {
  const isolation = tallies.get("isolation");
  if (beyond === 0 || isolation === undefined) return tallies;
  const note = `the ids of ${beyond} later events were not compared between the parts of the crowd`;
  const notes = [...(isolation.notes ?? []), note];
  return new Map([...tallies, ["isolation", { ...isolation, notes }]]);
}
