import type { FaultRow, Matrix, TwinRow } from "./matrix-data.ts";

/** Share of its executions in which a fault must be caught. */
const ENOUGH = 0.95;

/** Why a row does not stand: `fail` ranks before `unknown`. */
export type RowOutcome = "pass" | "unknown" | "fail";

/** A fault that was caught in less than 19 of 20, was not put anywhere, or raised false alarms, fails. */
export function faultOutcome({ trials, alarms }: FaultRow): RowOutcome {
  const { caught, elsewhere, missed, unknown } = trials;
  const judged = caught + elsewhere + missed;
  if (trials["not-fired"] > 0 || alarms.length > 0 || caught < judged * ENOUGH) return "fail";
  return unknown > 0 || judged === 0 ? "unknown" : "pass";
}

/** One alarm on something legal is one too many. */
export function twinOutcome({ executions, passed, unknown }: TwinRow): RowOutcome {
  if (passed + unknown < executions) return "fail";
  return unknown > 0 || passed === 0 ? "unknown" : "pass";
}

/** The worst of all rows; without any nothing was shown. */
export function matrixOutcome({ faults, twins }: Pick<Matrix, "faults" | "twins">): RowOutcome {
  const outcomes = [...faults.map(faultOutcome), ...twins.map(twinOutcome)];
  if (outcomes.includes("fail")) return "fail";
  return outcomes.includes("unknown") || outcomes.length === 0 ? "unknown" : "pass";
}
