import type { GuaranteeName } from "../../verdict/guarantee.ts";
import { GUARANTEE_NAMES } from "../../verdict/guarantee.ts";
import { answerOf, type AnswerScript, type Script } from "./script.ts";

/** With less than this share of the markers back, a claim on texts means little. */
const ENOUGH_ECHO = 0.8;

/** The guarantees that may be unknown although nothing is wrong, since the script itself says why. */
export function excused(script: Script): readonly GuaranteeName[] {
  const { terms, refused } = script;
  const fates = fatesOf(script);
  const count = (fate: AnswerScript["fate"]) => fates.filter((one) => one === fate).length;
  if (refused.length > 0 || count("complete") === 0) return GUARANTEE_NAMES;
  if (count("refuse") > fates.length * terms.maxErrored) return GUARANTEE_NAMES;
  const judged = count("complete") + count("error");
  const answered = fates.length - count("refuse");
  const names: GuaranteeName[] = [];
  if (count("error") > judged * terms.maxErrored) names.push("completeness");
  if (terms.echo === "expected" && count("complete") < answered * ENOUGH_ECHO) {
    names.push("isolation");
  }
  return names;
}

/** How every run of the plan ends. */
export function fatesOf(script: Script): readonly AnswerScript["fate"][] {
  const { users, runsPerUser } = script.crowd;
  return Array.from({ length: users * runsPerUser }, (_, nth) => {
    return answerOf(script, nth % users, Math.floor(nth / users)).fate;
  });
}
