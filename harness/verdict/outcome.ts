const RANK = { pass: 0, unknown: 1, fail: 2 } as const;

/** The answer of an execution. */
export type Outcome = keyof typeof RANK;

/** The answer for one guarantee: `not-judged` is watched with nothing seen, `off` was not looked at. */
export type GuaranteeOutcome = Outcome | "not-judged" | "off";

/** The worst of all. Nothing judged is `unknown`: silence must never read as success. */
export function worst(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.length === 0) return "unknown";
  return outcomes.reduce((a, b) => (RANK[b] > RANK[a] ? b : a));
}
