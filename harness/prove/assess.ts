import type { Firing } from "../../fixtures/reference-server/faults/aim.ts";
import type { Catch, Fault } from "../../fixtures/reference-server/faults/fault.ts";
import type { TrialStatus } from "../../reports/matrix-data.ts";
import type { Consequence, Finding } from "../verdict/finding.ts";
import { GUARANTEES, type GuaranteeName } from "../verdict/guarantee.ts";
import type { GuaranteeVerdict, Verdict } from "../verdict/verdict.ts";

/** What one execution came to: with a fault, or with a legal twin. */
export interface Assessment {
  readonly status: TrialStatus | "passed" | "alarmed";
  /** Why it is neither caught nor passed; null: it is. */
  readonly why: string | null;
  readonly runs: number;
  /** Places where the fault was put. */
  readonly firings: number;
  /** Those of them that were caught. */
  readonly recalled: number;
  /** Guarantees that caught it, and those that told its consequences. */
  readonly caughtBy: readonly GuaranteeName[];
  readonly consequences: readonly GuaranteeName[];
  /** What the fault explains neither as itself nor as its consequence. */
  readonly alarms: readonly Pick<Finding, "guarantee" | "kind" | "message">[];
}

type Terms = Pick<Fault, "caughtBy" | "also" | "consequences" | "beside">;

type Report = Pick<Verdict, "findings" | "guarantees" | "error" | "conditions" | "envelope">;

/**
 * Holds a verdict against the truth. A firing is caught by a root finding of one of the fault's own guarantees
 * and kinds at its place, or as part of such a finding of a firing beside it, if all that must also be told is.
 * Beside it may stand what the fault lists as true besides, at the same place. Any other root finding is a false alarm, and so is a
 * consequence that the fault does not list.
 */
export function assess(
  { caughtBy, also = [], consequences, beside = [] }: Terms,
  firings: readonly Firing[],
  verdict: Report,
): Assessment {
  const { findings } = verdict;
  const own = findings.filter((finding) => fits(caughtBy, finding));
  const catches = own.filter((finding) => firings.some((firing) => isAt(firing, finding)));
  // One fault is one finding: what else it did at other events may stand in it.
  const joined = catches.flatMap((finding) => [
    finding,
    ...finding.consequences
      .filter((one) => fits(caughtBy, one))
      .map((one) => ({ ...one, victim: finding.victim })),
  ]);
  const caught = firings.filter((firing) => joined.some((one) => isAt(firing, one)));
  const others = findings.filter(
    (finding) =>
      fits([...beside, ...also], finding) && firings.some((firing) => isNear(firing, finding)),
  );
  const strays = findings.filter((one) => !catches.includes(one) && !others.includes(one));
  const along = findings.flatMap((finding) => finding.consequences);
  const unlisted = along.filter(
    (one) => !fits([...caughtBy, ...also, ...consequences, ...beside], one),
  );
  return {
    ...statusOf({ caughtBy, also }, firings, caught.length, verdict),
    runs: verdict.envelope.runs,
    firings: firings.length,
    recalled: caught.length,
    caughtBy: names(catches),
    consequences: names([...others, ...along.filter((one) => !unlisted.includes(one))]),
    alarms: [...strays, ...unlisted],
  };
}

function statusOf(
  { caughtBy, also = [] }: Pick<Terms, "caughtBy" | "also">,
  firings: readonly Firing[],
  caught: number,
  verdict: Report,
): Pick<Assessment, "status" | "why"> {
  const { error, findings } = verdict;
  if (firings.length > 0 && caught === firings.length) {
    const untold = also.find((one) => !isTold(one, firings, findings));
    if (untold === undefined) return { status: "caught", why: null };
    return { status: "missed", why: `caught, and ${nameOf(untold)} was not told` };
  }
  if (error) return { status: "unknown", why: `${error.code}: ${error.message}` };
  if (firings.length === 0) return { status: "not-fired", why: "it was put nowhere" };
  const of = `${caught} of ${firings.length} places caught`;
  const near = findings.filter((finding) => firings.some((firing) => isNear(firing, finding)));
  const told = [...near, ...near.flatMap(({ consequences }) => consequences)];
  if (caught === 0 && told.length > 0) {
    return { status: "elsewhere", why: `found as ${[...new Set(told.map(nameOf))].join(", ")}` };
  }
  const unsure = unjudged(caughtBy, verdict);
  if (unsure !== null) return { status: "unknown", why: unsure };
  return { status: "missed", why: caught === 0 ? "nothing was found at its place" : of };
}

/** Whether this is told at one of the places, by itself or of another finding. */
function isTold(wanted: Catch, firings: readonly Firing[], findings: readonly Finding[]): boolean {
  return findings.some((finding) => {
    const near = firings.some((firing) => isNear(firing, finding));
    return near && [finding, ...finding.consequences].some((one) => fits([wanted], one));
  });
}

/** Why none of the guarantees that must catch it could be judged of every run; null: one was. */
function unjudged(caughtBy: readonly Catch[], verdict: Report): string | null {
  if (verdict.conditions?.damage) return verdict.conditions.damage;
  const musts = verdict.guarantees.filter(({ name }) =>
    caughtBy.some(({ guarantee }) => guarantee === name),
  );
  const reasons = musts.map((one) => unsureOf(one, verdict));
  return reasons.includes(null) ? null : (reasons[0] ?? "its guarantee was not judged");
}

/** A pass tells nothing of a run that was not judged, such as one that was late while the harness itself stood still. */
function unsureOf(
  { name, outcome, reason, trials }: GuaranteeVerdict,
  { envelope: { runs } }: Report,
): string | null {
  if (outcome === "fail") return null;
  if (outcome !== "pass") return reason ?? "its guarantee was not judged";
  const left = GUARANTEES[name].unit === "run" ? runs - trials : 0;
  return left > 0 ? `${left} of ${runs} runs were not judged` : null;
}

/** `completeness/hole`; without a kind the guarantee alone. */
export function nameOf({ guarantee, kind }: Catch): string {
  return kind === undefined ? guarantee : `${guarantee}/${kind}`;
}

function fits(catches: readonly Catch[], found: Finding | Consequence): boolean {
  return catches.some(
    ({ guarantee, kind }) =>
      guarantee === found.guarantee && (kind === undefined || kind === found.kind),
  );
}

/** Same user, run, victim and event, where both name one. What is judged by the run must name the run. */
function isAt(firing: Firing, finding: Consequence & Pick<Finding, "victim">): boolean {
  const nameless = finding.run === null && firing.run !== null;
  if (nameless && GUARANTEES[finding.guarantee].unit === "run") return false;
  return (["user", "run", "victim", "event"] as const).every((key) =>
    agree(firing[key], finding[key]),
  );
}

/** At its run, on either side of a leak. */
function isNear({ user, run, victim }: Firing, finding: Finding): boolean {
  const side = agree(user, finding.user) || (victim !== null && victim === finding.user);
  return side && agree(run, finding.run);
}

function agree(truth: string | null, found: string | null): boolean {
  return truth === null || found === null || truth === found;
}

function names(found: readonly (Finding | Consequence)[]): readonly GuaranteeName[] {
  return [...new Set(found.map(({ guarantee }) => guarantee))];
}
