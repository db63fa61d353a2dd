import type { PowerPlace } from "../../../reports/power-data.ts";
import type { JudgeOptions } from "../../checkers/judge.ts";
import type { Finding } from "../../verdict/finding.ts";
import type { Conviction, Firing, Injected, Injection } from "./injection.ts";
import { type Judged, judged, keyOf, nameOf } from "./judging.ts";
import type { Scene } from "./scene.ts";

/** How one injected history was judged. */
export interface Trial {
  readonly place: PowerPlace;
  /** What named the fault. */
  readonly by: readonly string[];
  /** Why it was not caught; null: it was, or nothing is known. */
  readonly why: string | null;
  readonly advice: string | null;
  readonly elsewhere: readonly string[];
  readonly unrelated: readonly string[];
}

/** What the history already holds, as keys. */
export interface Baseline extends Judged {
  readonly keys: ReadonlySet<string>;
  /** Code that no history can carry, and every judgement needs. */
  readonly code: JudgeOptions;
}

export function baselineOf(
  { header, ops }: Pick<Scene, "header" | "ops">,
  code: JudgeOptions = {},
): Baseline {
  const all = judged(header, ops, code);
  const keys = all.findings.flatMap((finding) => [
    keyOf(finding),
    ...finding.consequences.map((one) => keyOf({ ...one, victim: null })),
  ]);
  return { ...all, code, keys: new Set(keys) };
}

/** Judges the injected history: only what the baseline does not have counts. */
export function tried(
  scene: Scene,
  baseline: Baseline,
  injection: Injection,
  injected: Injected,
): Trial {
  const { firing, blind = null, must = injection.must } = injected;
  const after = judged(scene.header, injected.ops, baseline.code);
  const fresh = after.findings.filter((finding) => !baseline.keys.has(keyOf(finding)));
  const own = fresh.filter((finding) => isNamed(finding, must) && isAt(finding, firing));
  const caught = own.some(
    ({ event }) => firing.event === null || event === null || event === firing.event,
  );
  const rest = fresh.filter((finding) => !own.includes(finding));
  const touching = rest.filter((finding) => touches(finding, firing));
  const along = injection.along ?? [];
  const explained = touching.filter((finding) => isNamed(finding, [...along, ...must]));
  const unrelated = rest.filter((finding) => !explained.includes(finding));
  const unknown = caught ? null : whyUnknown(baseline, after, must, firing);
  const status = caught
    ? "caught"
    : unknown !== null
      ? "unknown"
      : blind !== null
        ? "blind"
        : touching.length > 0
          ? "elsewhere"
          : "missed";
  return {
    place: { status, ...firing, found: names(fresh) },
    by: caught ? names(own) : [],
    why: caught ? null : (unknown ?? blind?.why ?? null),
    advice: caught || unknown !== null ? null : (blind?.advice ?? null),
    elsewhere: caught ? [] : names(rest),
    unrelated: caught ? names(unrelated) : names(rest.filter((one) => !touching.includes(one))),
  };
}

function isNamed(finding: Finding, must: readonly Conviction[]): boolean {
  return must.some(
    ({ guarantee, kind }) =>
      guarantee === finding.guarantee && (kind === null || kind === finding.kind),
  );
}

/** At the user and run of the firing. What the firing leaves open, fits. */
function isAt(finding: Finding, { user, run, victim }: Firing): boolean {
  return (
    (run === null || finding.run === run) &&
    (user === null || finding.user === user) &&
    (victim === null || finding.victim === victim)
  );
}

/** Whether a finding is on somebody whom the fault concerns. */
function touches(finding: Finding, { user, run, victim }: Firing): boolean {
  const concerned = [user, victim].filter((one) => one !== null);
  return (
    concerned.length === 0 ||
    (run !== null && finding.run === run) ||
    [finding.user, finding.victim].some((one) => one !== null && concerned.includes(one))
  );
}

function whyUnknown(
  baseline: Baseline,
  { damage, unknown }: Judged,
  must: readonly Conviction[],
  { user }: Firing,
): string | null {
  const lacking = damage.whole ?? (user === null ? null : (damage.users.get(user) ?? null));
  if (lacking !== null) return `the record itself is damaged: ${lacking}`;
  for (const { guarantee } of must) {
    const reason = unknown.get(guarantee);
    if (reason !== undefined && reason !== baseline.unknown.get(guarantee)) return reason;
  }
  return null;
}

function names(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.map(nameOf))];
}
