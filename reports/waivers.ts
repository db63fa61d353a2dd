import type { Finding } from "../harness/verdict/finding.ts";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { WARNING, type WaiverUse } from "../harness/verdict/waiver.ts";
import type { Fact } from "./envelope.ts";
import { printable } from "./escape.ts";
import { plural } from "./figures.ts";

/** Every waiver, a line each: what it lets pass, until when, who answers for it, and why. */
export function waiverFacts({ waivers }: Verdict): readonly Fact[] {
  return waivers.map((use) => [
    "waiver",
    `${subject(use)}: ${effect(use)}; ${printable(use.owner, 60)} answers for it: ${printable(use.reason, 200)}`,
  ]);
}

/** Findings that a waiver lets pass. */
export function waivedCount({ waivers }: Verdict): number {
  return waivers.filter(waives).reduce((sum, { matched }) => sum + matched, 0);
}

/** How a finding's title says that it was waived. */
export function waivedWords({ waiver }: Finding, { waivers }: Verdict): string {
  const use = waiver === undefined ? undefined : waivers[waiver];
  return use ? `, waived until ${printable(use.expires, 20)}` : "";
}

function subject({ guarantee, kind, fingerprint }: WaiverUse): string {
  const name = kind === undefined ? guarantee : `${guarantee}/${printable(kind, 60)}`;
  return fingerprint === undefined ? name : `${name} ${printable(fingerprint, 20)}`;
}

function effect({ state, matched, max, expires }: WaiverUse): string {
  const day = printable(expires, 20);
  if (state === "expired") return `ended on ${day}, and waives nothing`;
  if (state === "exceeded")
    return `${plural(matched, "finding")}, and it allows ${max}: none is waived`;
  const soon = state === "ending" ? `, which is within ${WARNING} days` : "";
  return `${matched} of at most ${plural(max, "finding")} waived, until ${day}${soon}`;
}

function waives({ state }: WaiverUse): boolean {
  return state === "active" || state === "ending";
}
