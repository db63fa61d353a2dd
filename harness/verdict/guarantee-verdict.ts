import { bound95, boundInWords } from "./bounds.ts";
import { isLater } from "./claims.ts";
import type { Finding } from "./finding.ts";
import { type Claim, GUARANTEES, type GuaranteeName, type Tier } from "./guarantee.ts";
import type { Tally } from "./judgement.ts";
import type { GuaranteeOutcome } from "./outcome.ts";
import { tierFor } from "./tier.ts";
import type { GuaranteeVerdict } from "./verdict.ts";

/** All that decides one guarantee. */
export interface Case {
  readonly name: GuaranteeName;
  readonly claim: Claim;
  readonly tier: Tier;
  /** Null: no checker spoke. */
  readonly tally: Tally | null;
  /** All findings of the execution: its consequences count against it too. */
  readonly findings: readonly Finding[];
  /** Violations seen beyond those that were kept, so that no finding tells of them. */
  readonly unkept: number;
  /** Why nothing may pass, or why this guarantee may not; null: it may. */
  readonly spoilt: string | null;
}

/** What is known of one guarantee, in the order: off, failed, could not be judged, watched, passed. */
export function guaranteeVerdict(given: Case): GuaranteeVerdict {
  const { name, claim, tally } = given;
  const unit = GUARANTEES[name].unit;
  const all = given.findings.filter((finding) => finding.guarantee === name);
  const waived = all.filter(({ waiver }) => waiver !== undefined).length;
  const own = all.length - waived + given.unkept;
  const { outcome, reason } = answer(given, own, waived);
  return {
    name,
    outcome,
    claim,
    tier: outcome === "off" ? null : tierFor(name, given.tier),
    trials: tally?.trials ?? 0,
    trialUnit: unit,
    evaluated: tally?.evaluated ?? 0,
    findings: outcome === "off" ? 0 : own,
    waived,
    bound95: outcome === "pass" && waived === 0 ? bound95(tally?.trials ?? 0) : null,
    reason,
    notes: tally?.notes ?? [],
  };
}

interface Answer {
  readonly outcome: GuaranteeOutcome;
  readonly reason: string | null;
}

function answer(given: Case, own: number, waived: number): Answer {
  const { name, claim, tally } = given;
  if (claim === "off") return { outcome: "off", reason: whyOff(name) };
  if (own > 0) return { outcome: "fail", reason: null };
  const causes = causesOf(given);
  if (causes.length > 0) {
    return { outcome: "fail", reason: `only as a consequence of ${causes.join(", ")}` };
  }
  const trials = tally?.trials ?? 0;
  const open = tally?.unknown ?? (trials > 0 ? given.spoilt : (given.spoilt ?? nothingTried(name)));
  if (claim === "watched") {
    return { outcome: "not-judged", reason: open ?? `watched, and ${boundless(trials, name)}` };
  }
  if (open !== null) return { outcome: "unknown", reason: open };
  if (waived > 0) {
    const what = waived === 1 ? "1 finding is" : `${waived} findings are`;
    return { outcome: "pass", reason: `${what} waived: this pass states no bound` };
  }
  return { outcome: "pass", reason: boundInWords(trials, GUARANTEES[name].unit) };
}

function causesOf({ name, findings }: Case): readonly GuaranteeName[] {
  const causes = findings.filter(
    ({ consequences, waiver }) =>
      waiver === undefined && consequences.some((consequence) => consequence.guarantee === name),
  );
  return [...new Set(causes.map(({ guarantee }) => guarantee))];
}

/** What a contract must say for a guarantee to mean anything. */
const DEMANDS: Readonly<Partial<Record<GuaranteeName, string>>> = {
  deadline: "deadlines",
  pairing: "spans",
};

/** Why an `off` guarantee was not looked at, and how to change that. */
export function whyOff(name: GuaranteeName): string {
  if (isLater(name)) return "not built yet";
  const demands = DEMANDS[name];
  const contract = demands === undefined ? "" : `, and \`${demands}\` in the contract`;
  return `switch it on with \`claims: { ${name}: "claimed" }\` in the config${contract}`;
}

function nothingTried(name: GuaranteeName): string {
  return `no ${GUARANTEES[name].unit} could be judged`;
}

function boundless(trials: number, name: GuaranteeName): string {
  const { unit } = GUARANTEES[name];
  return `no violation was seen in ${trials} ${unit}${trials === 1 ? "" : "s"}`;
}
