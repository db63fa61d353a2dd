import { percent } from "../harness/verdict/bounds.ts";
import type { GuaranteeOutcome } from "../harness/verdict/outcome.ts";
import type { GuaranteeVerdict } from "../harness/verdict/verdict.ts";
import { printable } from "./escape.ts";
import { grouped, plural } from "./figures.ts";

/** A guarantee as a report shows it; all texts printable. */
export interface Row {
  readonly name: string;
  readonly outcome: GuaranteeOutcome;
  readonly trials: string;
  readonly note: string;
}

/** The guarantees that were looked at. A reason that stands above already is told by the name beside which it does. */
export function rows(guarantees: readonly GuaranteeVerdict[]): readonly Row[] {
  const said = new Map<string, string>();
  return guarantees
    .filter(({ outcome }) => outcome !== "off")
    .map((guarantee) => {
      const { name, outcome, trials, trialUnit } = guarantee;
      const note = noteOf(guarantee);
      const tells = outcome === "unknown" || outcome === "not-judged";
      const above = tells && note !== "" ? said.get(note) : undefined;
      if (tells && above === undefined) said.set(note, name);
      const words = above === undefined ? note : `as for ${above}`;
      return { name, outcome, trials: plural(trials, trialUnit), note: words };
    });
}

/** What was not looked at, by reason. */
export function offLines(guarantees: readonly GuaranteeVerdict[]): readonly string[] {
  const off = guarantees.filter(({ outcome }) => outcome === "off");
  const groups = Map.groupBy(off, ({ reason }) => reason ?? "off");
  return [...groups].map(
    ([reason, group]) => `${group.map(({ name }) => name).join(", ")}: ${printable(reason)}`,
  );
}

/** What is worth knowing of a guarantee beside its outcome. */
export function footnotes(guarantees: readonly GuaranteeVerdict[]): readonly string[] {
  return guarantees
    .filter(({ outcome }) => outcome !== "off")
    .flatMap(({ name, notes }) => notes.map((note) => `${name}: ${printable(note, 300)}`));
}

function noteOf(guarantee: GuaranteeVerdict): string {
  const { outcome, findings, waived, reason, bound95, trialUnit } = guarantee;
  if (outcome === "pass") {
    if (trialUnit === "execution") return "the planned conditions happened";
    if (waived > 0) return `${plural(waived, "finding")} waived`;
    return bound95 === null ? "" : `would see a bug in ${percent(bound95)} of ${trialUnit}s`;
  }
  if (outcome === "fail" && findings > 0) {
    return `${grouped(findings)} finding${findings === 1 ? "" : "s"}`;
  }
  return printable(reason ?? "");
}
