import type { Plan, PlannedUser } from "../plan/plan.ts";

/** Which number a connection bears: its place in the whole crowd, also where only a part of it is driven here. */
export interface ConnectionNumbers {
  /** Of the user's first tab; the others follow. */
  of(user: Pick<PlannedUser, "ordinal">): number;
  /** Connections of the whole crowd. */
  readonly count: number;
}

/** Users hold a connection a tab, sentinels one. */
export function connectionNumbers({ users, part, tabs }: Plan): ConnectionNumbers {
  const everybody = part?.everybody ?? users;
  const active = everybody.filter(({ role }) => role === "user").length;
  const of = ({ ordinal }: Pick<PlannedUser, "ordinal">): number =>
    ordinal < active ? ordinal * tabs : active * tabs + ordinal - active;
  return { of, count: of({ ordinal: everybody.length }) };
}
