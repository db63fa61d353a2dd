import type { Verdict } from "../verdict/verdict.ts";
import type { Assessment } from "./assess.ts";

type Report = Pick<Verdict, "outcome" | "findings" | "guarantees" | "error" | "envelope">;

/** A legal twin does nothing wrong: a finding is a false alarm, and so is any outcome but pass. */
export function assessTwin(report: Report): Assessment {
  const { outcome, findings, guarantees, error, envelope } = report;
  const common = { runs: envelope.runs, firings: 0, recalled: 0, caughtBy: [], consequences: [] };
  if (error) {
    const why = `${error.code}: ${error.message}`;
    return { ...common, status: "unknown", why, alarms: findings };
  }
  if (outcome === "pass" && findings.length === 0) {
    return { ...common, status: "passed", why: null, alarms: [] };
  }
  const doubts = guarantees
    .filter((one) => one.outcome === "unknown")
    .map(({ name, reason }) => ({
      guarantee: name,
      kind: "unknown",
      message: reason ?? "it could not be judged",
    }));
  const why = `the outcome is ${outcome}`;
  return { ...common, status: "alarmed", why, alarms: [...findings, ...doubts] };
}
