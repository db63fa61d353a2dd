import type { HarnessError } from "../errors/harness-error.ts";
import type { TargetDescription } from "../history/header.ts";
import { isLater } from "./claims.ts";
import { type Claims, GUARANTEE_NAMES, GUARANTEES, type GuaranteeName } from "./guarantee.ts";
import { whyOff } from "./guarantee-verdict.ts";
import type { GuaranteeVerdict, Verdict } from "./verdict.ts";

/** As much as was known when it went wrong; everything may be missing. */
export interface Known {
  readonly seed?: string | null;
  readonly nonce?: string | null;
  readonly target?: TargetDescription | null;
  readonly claims?: Claims | null;
  readonly replay?: string | null;
}

/** The verdict of an execution that never came to judging: unknown, and why. Without claims, all that is built counts as claimed. */
export function errorVerdict(
  error: Pick<HarnessError, "code" | "message" | "hint">,
  known: Known = {},
): Verdict {
  return {
    quintet: 1,
    outcome: "unknown",
    seed: known.seed ?? null,
    nonce: known.nonce ?? null,
    target: known.target ?? null,
    envelope: {
      users: 0,
      sentinels: 0,
      runs: 0,
      events: 0,
      peakConnections: 0,
      peakRuns: 0,
      durationMs: 0,
    },
    conditions: null,
    guarantees: GUARANTEE_NAMES.map((name) => unjudged(name, known.claims ?? null)),
    findings: [],
    findingCount: 0,
    waivers: [],
    latency: { accepted: null, first: null, gap: null, total: null },
    health: { eventLoopDelayP99Ms: null, maxSendLagMs: null, maxTickLagMs: null },
    tier: null,
    replay: known.replay ?? null,
    error: { code: error.code, message: error.message, hint: error.hint },
  };
}

function unjudged(name: GuaranteeName, claims: Claims | null): GuaranteeVerdict {
  const claim = isLater(name) ? "off" : (claims?.[name] ?? "claimed");
  const outcome = claim === "off" ? "off" : claim === "watched" ? "not-judged" : "unknown";
  return {
    name,
    outcome,
    claim,
    tier: null,
    trials: 0,
    trialUnit: GUARANTEES[name].unit,
    evaluated: 0,
    findings: 0,
    waived: 0,
    bound95: null,
    reason: outcome === "off" ? whyOff(name) : "the execution failed before anything was judged",
    notes: [],
  };
}
