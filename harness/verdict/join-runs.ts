import type { Finding } from "./finding.ts";
import { fingerprint } from "./fingerprint.ts";
import { byDepth } from "./observation-order.ts";
import { quotedOps } from "./quoted-ops.ts";

/** Events of one run that are a run gone astray: two may be two faults. */
const A_RUN = 3;

/**
 * A run that went to somebody else went there event by event, and is one leak: those of one run at one receiver
 * become one finding, about the whole run, where the first of them stood. What each explains, it explains.
 */
export function joinRuns(findings: readonly Finding[]): readonly Finding[] {
  const groups = Map.groupBy(findings, (finding) => keyOf(finding) ?? finding);
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = group;
    return first === undefined || group.length < A_RUN ? group : [joined(first, others)];
  });
}

/** Null: it is about something else than an event of another user's run. */
function keyOf({ guarantee, kind, user, victim, run, event }: Finding): string | null {
  const isEvent = guarantee === "isolation" && kind === "misroute" && event !== null;
  return isEvent && victim !== null && run !== null ? JSON.stringify([user, victim, run]) : null;
}

function joined(first: Finding, others: readonly Finding[]): Finding {
  const all = [first, ...others];
  const types = others.map(({ event }) => event).join(", ");
  const whole = { ...first, event: null };
  return {
    ...whole,
    ops: quotedOps(all),
    message: `${first.message}, and ${others.length} more events of that run: ${types}`,
    consequences: all.flatMap(({ consequences }) => consequences).toSorted(byDepth),
    consequenceCount: all.reduce((sum, { consequenceCount }) => sum + consequenceCount, 0),
    fingerprint: fingerprint(whole),
  };
}
