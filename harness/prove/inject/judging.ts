import { createJudge, type JudgeOptions } from "../../checkers/judge.ts";
import type { HistoryHeader } from "../../history/header.ts";
import type { Op } from "../../history/op.ts";
import { attribute } from "../../verdict/attribution.ts";
import { isLater } from "../../verdict/claims.ts";
import type { Finding } from "../../verdict/finding.ts";
import type { GuaranteeName } from "../../verdict/guarantee.ts";
import type { Damage } from "../../verdict/judgement.ts";

/** What is found in one history, as `decide` would find it, and what could not be judged. */
export interface Judged {
  readonly findings: readonly Finding[];
  readonly unknown: ReadonlyMap<GuaranteeName, string>;
  readonly damage: Damage;
}

export function judged(
  header: HistoryHeader,
  ops: readonly Op[],
  options: JudgeOptions = {},
): Judged {
  const judge = createJudge(header, options);
  for (const op of ops) judge.push(op);
  const { observations, tallies, damage } = judge.finish();
  const kept = observations.filter(({ guarantee }) => !isOff(header, guarantee));
  const unknown = [...tallies].flatMap(([name, tally]) =>
    tally.unknown === null ? [] : [[name, tally.unknown] as const],
  );
  return { findings: attribute(kept), unknown: new Map(unknown), damage };
}

export function isOff({ claims }: HistoryHeader, name: GuaranteeName): boolean {
  return isLater(name) || claims[name] === "off";
}

/** The same in every history: what it is, at whom, of which run. */
export function keyOf(
  finding: Pick<Finding, "guarantee" | "kind" | "user" | "victim" | "run" | "event">,
): string {
  const { guarantee, kind, user, victim, run, event } = finding;
  return JSON.stringify([guarantee, kind, user, victim, run, event]);
}

/** `completeness/hole`. */
export function nameOf({ guarantee, kind }: { guarantee: string; kind: string | null }): string {
  return kind === null ? guarantee : `${guarantee}/${kind}`;
}
