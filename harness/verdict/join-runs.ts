import type { Finding } from "./finding.ts";
import { fingerprint } from "./fingerprint.ts";
import { byDepth } from "./observation-order.ts";
import { quotedOps } from "./quoted-ops.ts";

/** Events of one run that are a run gone astray: two may be two faults. */
const A_RUN = 3;

/**
 * A run that went to somebody else went there event by event, and is one leak: those of one run at one receiver
 * become one finding, about the whole run, where the first of them stood. What each explains, it explains. The same
 * where it went there as the text of another run, such as an answer that a cache keeps for all.
 */
export function joinRuns(findings: readonly Finding[]): readonly Finding[] {
  const groups = Map.groupBy(findings, (finding) => keyOf(finding) ?? finding);
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = group;
    return first === undefined || group.length < A_RUN ? group : [joined(first, others)];
  });
}

/** What the events of a run that went astray are called, by kind of leak. */
const MORE: Readonly<Record<string, (count: number) => string>> = {
  misroute: (count) => `and ${count} more events of that run`,
  bleed: (count) => `and inside ${count} more types of events`,
};

/** Null: it is about something else than an event that came of another user's run. */
function keyOf({ guarantee, kind, user, victim, run, event }: Finding): string | null {
  const isEvent = guarantee === "isolation" && kind in MORE && event !== null;
  return isEvent && victim !== null && run !== null
    ? JSON.stringify([kind, user, victim, run])
    : null;
}

function joined(first: Finding, others: readonly Finding[]): Finding {
  const all = [first, ...others];
  const types = others.map(({ event }) => event).join(", ");
  const whole = { ...first, event: null };
  return {
    ...whole,
    ops: quotedOps(all),
    message: `${first.message}, ${MORE[first.kind]?.(others.length) ?? ""}: ${types}`,
    consequences: all.flatMap(({ consequences }) => consequences).toSorted(byDepth),
    consequenceCount: all.reduce((sum, { consequenceCount }) => sum + consequenceCount, 0),
    fingerprint: fingerprint(whole),
  };
}
