import type { GuaranteeName } from "../harness/verdict/guarantee.ts";
import type { Outcome } from "../harness/verdict/outcome.ts";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { printable } from "./escape.ts";
import { grouped, list, plural } from "./figures.ts";
import { waivedCount } from "./waivers.ts";

/** What the main sentence of a pass stands on: it is not said when one of them was not judged. */
const PROMISE: readonly GuaranteeName[] = ["isolation", "completeness", "duplication", "order"];

export const WORDS: Readonly<Record<Outcome, string>> = {
  pass: "PASS",
  fail: "FAIL",
  unknown: "UNKNOWN",
};

/** The answer as one sentence, without the word of the outcome. One line, printable. */
export function headline(verdict: Verdict): string {
  if (verdict.outcome === "pass") return passed(verdict);
  return verdict.outcome === "fail"
    ? failed(verdict)
    : `could not be judged: ${whyUnknown(verdict)}`;
}

function passed(verdict: Verdict): string {
  const { envelope, guarantees } = verdict;
  const waived = waivedCount(verdict);
  if (waived > 0) {
    return `${plural(waived, "finding")} waived: ${waived === 1 ? "it" : "they"} would have failed`;
  }
  const held = guarantees.filter(({ outcome }) => outcome === "pass").map(({ name }) => name);
  const missing = PROMISE.filter((name) => !held.includes(name));
  if (missing.length > 0) return `${list(held)} held; ${list(missing)} not claimed`;
  const users =
    envelope.users === 1 ? "the one user" : `every one of ${grouped(envelope.users)} users`;
  return `${users} received exactly its own events`;
}

function failed(verdict: Verdict): string {
  const { findings, findingCount, guarantees } = verdict;
  const worst = findings.find(({ waiver }) => waiver === undefined);
  if (!worst) {
    const names = guarantees.filter(({ outcome }) => outcome === "fail").map(({ name }) => name);
    return `${list(names)} did not hold`;
  }
  const others = findingCount - waivedCount(verdict) - 1;
  const more = others > 0 ? ` (and ${plural(others, "more finding")})` : "";
  return `${worst.guarantee}: ${printable(worst.message, 300)}${more}`;
}

function whyUnknown({ error, conditions, envelope, guarantees }: Verdict): string {
  if (error) return printable(error.message.split("\n")[0] ?? "", 300);
  if (conditions?.damage) return printable(conditions.damage, 300);
  if (conditions && conditions.ended !== "finished") {
    return `the execution was cut short (${conditions.ended ?? "its history has no end"})`;
  }
  if (envelope.runs === 0) return "no run was judged";
  const open = guarantees.filter(({ outcome }) => outcome === "unknown");
  const telling = open.find(({ name }) => name === "reach") ?? open[0];
  if (!telling) return "nothing was claimed";
  return `${telling.name}: ${printable(telling.reason ?? "no reason was given", 300)}`;
}
