import type { Finding } from "./finding.ts";
import { daysLeft, UNWAIVABLE, type Waiver, WARNING, type WaiverUse } from "./waiver.ts";

/** Findings that count, and those that a waiver lets pass, each with the position of its waiver. */
export interface Waived {
  readonly findings: readonly Finding[];
  readonly waivers: readonly WaiverUse[];
}

/**
 * Marks what the waivers let pass. The first that fits takes a finding. One that comes with a leak, or with a
 * wrong identity, is never waived.
 *
 * @param now when the execution began, milliseconds since the epoch
 */
export function waive(
  findings: readonly Finding[],
  waivers: readonly Waiver[],
  now: number,
): Waived {
  const matches = new Map<number, Finding[]>();
  for (const finding of findings) {
    const at = waivers.findIndex((waiver) => fits(waiver, finding));
    if (at !== -1) matches.set(at, [...(matches.get(at) ?? []), finding]);
  }
  const uses = waivers.map((waiver, at): WaiverUse => {
    const matched = matches.get(at)?.length ?? 0;
    return { ...waiver, matched, state: stateOf(waiver, matched, now) };
  });
  const marks = new Map<Finding, number>();
  for (const [at, matched] of matches) {
    const state = uses[at]?.state;
    if (state !== "active" && state !== "ending") continue;
    for (const finding of matched) marks.set(finding, at);
  }
  const marked = findings.map((finding) => {
    const waiver = marks.get(finding);
    return waiver === undefined ? finding : { ...finding, waiver };
  });
  return { findings: marked, waivers: uses };
}

function fits({ guarantee, kind, fingerprint }: Waiver, finding: Finding): boolean {
  return (
    finding.guarantee === guarantee &&
    (kind === undefined || kind === finding.kind) &&
    (fingerprint === undefined || fingerprint === finding.fingerprint) &&
    finding.consequences.every((one) => !UNWAIVABLE.some((name) => name === one.guarantee))
  );
}

function stateOf(waiver: Waiver, matched: number, now: number): WaiverUse["state"] {
  const days = daysLeft(waiver, now);
  // A date that is none lets nothing pass.
  if (!(days > 0)) return "expired";
  if (matched > waiver.max) return "exceeded";
  return days <= WARNING ? "ending" : "active";
}
