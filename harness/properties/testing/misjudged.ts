import type { Finding } from "../../verdict/finding.ts";
import type { Verdict } from "../../verdict/verdict.ts";
import type { Execution } from "./execution.ts";
import type { Expected } from "./fault.ts";

/** What a verdict says of a fault that it should not, and what it should and does not; nothing: it is right. */
export function misjudged({ findings }: Verdict, execution: Execution): readonly string[] {
  const { expected } = execution;
  if (expected === null) return ["nothing was injected"];
  const wrongs = findings.flatMap((finding) => wrongsOf(finding, expected, execution));
  if (findings.length === 0) return [`missed: ${expected.kinds.join(" or ")}`];
  const roots = findings.map(({ guarantee, kind }) => `${guarantee}/${kind}`);
  const crowd =
    findings.length > 1 && !expected.several ? [`${roots.join(" and ")} are roots`] : [];
  return [...wrongs, ...crowd];
}

function wrongsOf(finding: Finding, expected: Expected, execution: Execution): readonly string[] {
  const { guarantee, kind, user, victim, run, event, ops, message } = finding;
  const said = `${guarantee}/${kind}` as const;
  const wrong: string[] = [];
  if (!expected.kinds.includes(said)) wrong.push(`is ${said}`);
  if (!expected.users.includes(user)) wrong.push(`is of ${user}`);
  if (victim !== expected.victim) wrong.push(`names the victim ${victim}`);
  if (!expected.several && run !== expected.run) wrong.push(`is of run ${run}`);
  if (!expected.several && !expected.events.includes(event)) wrong.push(`is at ${event}`);
  const guilty = expected.guilty.flatMap((one) => execution.opsOf(one));
  if (expected.guilty.length > 0 && !ops.some((op) => guilty.includes(op))) {
    wrong.push(`quotes ops ${ops.join(", ")} and none of ${guilty.join(", ")}`);
  }
  return wrong.length === 0 ? [] : [`"${message}" ${wrong.join(", ")}`];
}
