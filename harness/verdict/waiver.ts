import type { GuaranteeName } from "./guarantee.ts";

/**
 * A known fault that may pass for a while, and no longer: who answers for it, why, until when, how often.
 * A leak is somebody's data, so isolation and identity cannot be waived.
 */
export interface Waiver {
  readonly guarantee: Waivable;
  /** Only findings of this kind. */
  readonly kind?: string;
  /** Only findings with this fingerprint. */
  readonly fingerprint?: string;
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** The first day on which it waives nothing any more, such as "2027-01-31" (UTC). At most 30 days ahead. */
  readonly expires: string;
  /** More findings than these, and it waives none of them. */
  readonly max: number;
}

export type Waivable = Exclude<GuaranteeName, (typeof UNWAIVABLE)[number]>;

export const UNWAIVABLE = ["isolation", "identity"] as const satisfies readonly GuaranteeName[];

/** Days from today that a waiver may last, and before whose end it warns. */
export const LONGEST_WAIVER = 30;
export const WARNING = 7;

/**
 * `active`: it waives. `ending`: it waives, and ends within a week. `exceeded`: there was more than it allows,
 * so it waived nothing. `expired`: its day has come.
 */
export type WaiverState = "active" | "ending" | "exceeded" | "expired";

/** A waiver, and what it did. */
export interface WaiverUse extends Waiver {
  readonly state: WaiverState;
  /** Findings that fit it. */
  readonly matched: number;
}

const DAY = 86_400_000;

/** Days from a moment (milliseconds since the epoch) to the day on which a waiver ends; NaN: it names no day. */
export function daysLeft({ expires }: Pick<Waiver, "expires">, now: number): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(expires)) return Number.NaN;
  const begins = Date.parse(`${expires}T00:00:00Z`);
  // The 31st of a month that has 30 days is taken for the 1st of the next.
  const exists = !Number.isNaN(begins) && new Date(begins).toISOString().startsWith(expires);
  return exists ? (begins - now) / DAY : Number.NaN;
}
