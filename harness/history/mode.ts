/**
 * How much of an execution is kept as its history.
 *
 * `full`: every op, so that it can be judged again. `findings`: connections, faults, health, and what surrounds
 * findings. `off`: nothing.
 */
export type HistoryMode = "full" | "findings" | "off";

/** What is not the whole, and can be judged by nobody. */
export type PartialHistory = Exclude<HistoryMode, "full">;

/** Why there is not all, in words. */
export const PARTIAL_WORDS: Readonly<Record<PartialHistory, string>> = {
  findings: "only what surrounds findings was kept (history: findings)",
  off: "no history was kept (history: off)",
};
