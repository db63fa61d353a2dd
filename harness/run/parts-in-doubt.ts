import type { Joined } from "../checkers/parts/join.ts";
import type { HistoryHeader } from "../history/header.ts";
import { isIn, type Slice, sliceWords } from "../history/slice.ts";
import type { Judgement } from "../verdict/judgement.ts";

/**
 * Where the parts are not enough and no whole record is there to ask, what they saw stands, and nothing passes.
 *
 * @param count slices of the whole
 * @param why there is no record to ask
 */
export function withDoubt(
  { judgement, unclear, missing }: Joined,
  header: HistoryHeader,
  count: number,
  why: string,
): Judgement {
  if (unclear === null) return judgement;
  const { whole, users } = judgement.damage;
  const gone = missing.map((index) => ({ index, count }));
  const doubt = `the parts do not tell all (${unclear}), and ${why}`;
  const lost = lostOf(header, gone, "is not there");
  return {
    ...judgement,
    damage: { whole: whole ?? doubt, users: new Map([...users, ...lost]) },
  };
}

/** Users of these slices, with what became of those. */
export function lostOf(
  { plan }: HistoryHeader,
  gone: readonly Slice[],
  what: string,
): readonly (readonly [user: string, why: string])[] {
  return gone.flatMap((slice) =>
    plan.users
      .filter((_, ordinal) => isIn(slice, ordinal))
      .map(({ id }) => [id, `slice ${sliceWords(slice)} of the crowd ${what}`] as const),
  );
}
