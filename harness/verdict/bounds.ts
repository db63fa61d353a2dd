import { plural } from "./grouped.ts";
import type { TrialUnit } from "./guarantee.ts";

/** From here on the rule of three is close enough to the exact bound to be quoted in its place. */
const RULE_OF_THREE_FROM = 30;

/**
 * With no failure in so many trials: a bug hitting a greater share of them than this (0 to 1) would have
 * been seen with 95 % confidence. Null when nothing was tried. Below 30 trials the exact bound, else 3/n.
 */
export function bound95(trials: number): number | null {
  if (!(trials > 0)) return null;
  return trials < RULE_OF_THREE_FROM ? 1 - 0.05 ** (1 / trials) : 3 / trials;
}

/** The bound as a sentence's tail. "This envelope": the crowd, contract and conditions that the verdict names. */
export function boundInWords(trials: number, unit: TrialUnit): string {
  const bound = bound95(trials);
  if (bound === null) return "nothing was judged";
  return `with no failure in ${plural(trials, unit)}, a bug that hits more than ${percent(bound)} of ${unit}s would have been seen with 95 % confidence, under this envelope`;
}

/** `0.03` → `3 %`: two significant digits, rounded up, so that the words never claim more than the figure. */
export function percent(share: number): string {
  const value = share * 100;
  const digits = Math.max(0, 1 - Math.floor(Math.log10(value || 1)));
  const scale = 10 ** digits;
  return `${Math.ceil(Number((value * scale).toPrecision(12))) / scale} %`;
}
