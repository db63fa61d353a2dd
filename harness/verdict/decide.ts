import type { HistoryHeader } from "../history/header.ts";
import { attribute } from "./attribution.ts";
import { GUARANTEE_NAMES, type Claim, type GuaranteeName } from "./guarantee.ts";
import { guaranteeVerdict } from "./guarantee-verdict.ts";
import { isLater } from "./claims.ts";
import type { Damage, Judgement, Tally } from "./judgement.ts";
import { keepFindings } from "./keep.ts";
import { waive } from "./waive.ts";
import { type Outcome, worst } from "./outcome.ts";
import { withThresholds } from "./thresholds.ts";
import { tierOf } from "./tier.ts";
import type { Conditions, GuaranteeVerdict, Verdict, VerdictError } from "./verdict.ts";

/** What the judge cannot know. */
export interface Circumstances {
  /** The command that reproduces the execution; null: there is none. */
  readonly replay: string | null;
  /** What went wrong with the execution itself, although something could be judged. */
  readonly error?: VerdictError | null;
}

/**
 * The verdict: what the checkers saw, against what was claimed beforehand.
 *
 * A violation seen fails on any history. A pass needs a whole one: an execution that was cut short, a
 * damaged history, or an error of the execution turns every pass into unknown. Zero runs never pass.
 */
export function decide(
  judged: Judgement,
  header: HistoryHeader,
  { replay, error = null }: Circumstances,
): Verdict {
  const judgement = withThresholds(judged, header.thresholds ?? {});
  const claim = (name: GuaranteeName): Claim => (isLater(name) ? "off" : header.claims[name]);
  const kept = judgement.observations.filter(({ guarantee }) => claim(guarantee) !== "off");
  const { findings, waivers } = waive(attribute(kept), header.waivers ?? [], header.epoch);
  const tier = tierOf(header);
  const spoilt = whySpoilt(judgement, error);
  const guarantees = GUARANTEE_NAMES.map((name) =>
    guaranteeVerdict({
      name,
      claim: claim(name),
      tier,
      tally: tallyOf(judgement, name, error),
      findings,
      unkept: unkept(judgement, name),
      spoilt: spoilt ?? whyVoid(judgement, name),
    }),
  );
  const beyond = guarantees
    .filter(({ outcome }) => outcome !== "off")
    .reduce((sum, { name }) => sum + unkept(judgement, name), 0);
  return {
    quintet: 1,
    outcome: overall(guarantees, judgement.envelope.runs),
    seed: header.seed,
    nonce: header.nonce,
    target: header.target,
    envelope: judgement.envelope,
    conditions: conditions(judgement, header),
    guarantees,
    findings: keepFindings(findings),
    findingCount: findings.length + beyond,
    waivers,
    latency: judgement.latency,
    health: judgement.health,
    ...(header.environment && { environment: header.environment }),
    tier,
    replay,
    error,
  };
}

/** The worst of what was claimed, and of what was watched and failed. */
function overall(guarantees: readonly GuaranteeVerdict[], runs: number): Outcome {
  const outcomes = guarantees.map(({ outcome }) => outcome).filter(counts);
  return worst(runs > 0 ? outcomes : [...outcomes, "unknown"]);
}

function counts(outcome: GuaranteeVerdict["outcome"]): outcome is Outcome {
  return outcome !== "off" && outcome !== "not-judged";
}

function unkept({ observed, observations }: Judgement, name: GuaranteeName): number {
  const held = observations.filter(({ guarantee }) => guarantee === name).length;
  return Math.max(0, (observed.get(name) ?? held) - held);
}

function whySpoilt({ damage, ended }: Judgement, error: VerdictError | null): string | null {
  if (error !== null) return `the execution failed: ${error.message}`;
  const words = damageInWords(damage);
  if (words !== null) return words;
  if (ended === null) return "the history has no end";
  return ended === "finished"
    ? null
    : `the execution was cut short (${ended}) before all was judged`;
}

/** Where an error ended all before the first run, that is why nothing happened: each thing that did not is no news. */
function tallyOf(
  { tallies, envelope }: Judgement,
  name: GuaranteeName,
  error: VerdictError | null,
): Tally | null {
  const tally = tallies.get(name);
  if (tally === undefined) return null;
  const isMoot = name === "reach" && error !== null && envelope.runs === 0;
  return isMoot ? { ...tally, unknown: null } : tally;
}

/** A condition of the plan that did not happen voids the guarantees that rest on it. */
function whyVoid({ tallies }: Judgement, name: GuaranteeName): string | null {
  for (const [other, tally] of tallies) {
    if (tally.voids?.includes(name)) {
      return `void, since ${other} was not met: ${tally.unknown ?? "a condition of the plan did not happen"}`;
    }
  }
  return null;
}

function conditions({ damage, ended }: Judgement, header: HistoryHeader): Conditions {
  return {
    contract: header.contract.name,
    dialect: header.dialect.name,
    echo: header.contract.echo,
    schedule: header.plan.schedule,
    patienceMs: header.patience,
    lingerMs: header.linger,
    ended,
    damage: damageInWords(damage),
    ...(header.history && { history: header.history }),
  };
}

function damageInWords({ whole, users }: Damage): string | null {
  const [first] = users;
  const subject = users.size === 1 ? "1 user" : `${users.size} users`;
  const such = users.size === 1 ? "" : "such as ";
  const lost =
    first === undefined
      ? []
      : [`${subject} lost messages on the way to the history, ${such}${first[0]}: ${first[1]}`];
  const words = [...(whole === null ? [] : [whole]), ...lost];
  return words.length === 0 ? null : words.join("; ");
}
