import { ERRORS } from "../errors/codes.ts";
import type { PartialHistory } from "../history/mode.ts";
import type { Environment } from "../history/environment.ts";
import type { TargetDescription } from "../history/header.ts";
import {
  among,
  type Fields,
  literal,
  list,
  number,
  numberOrNull,
  object,
  optional,
  type Shape,
  text,
  textOrNull,
  whole,
} from "../history/shape.ts";
import type { Comparison } from "./baseline.ts";
import type { Consequence, Finding } from "./finding.ts";
import { GUARANTEE_NAMES } from "./guarantee.ts";
import type {
  Conditions,
  Confirmation,
  DetectionPower,
  Envelope,
  GuaranteeVerdict,
  Health,
  LatencySummary,
  Saturation,
  Verdict,
  VerdictError,
} from "./verdict.ts";
import type { WaiverUse } from "./waiver.ts";

const outcome = among({ pass: true, fail: true, unknown: true });
const name = among(Object.fromEntries(GUARANTEE_NAMES.map((one) => [one, true as const])));
const tier = orNull(among({ A: true, B: true, C: true }));

const guarantee = object<GuaranteeVerdict>({
  name,
  outcome: among({ pass: true, fail: true, unknown: true, "not-judged": true, off: true }),
  claim: among({ claimed: true, watched: true, off: true }),
  tier,
  trials: whole,
  trialUnit: among({ run: true, user: true, connection: true, execution: true }),
  evaluated: whole,
  findings: whole,
  waived: whole,
  bound95: numberOrNull,
  reason: textOrNull,
  notes: list(text),
});

const told: Fields<Consequence> = {
  guarantee: name,
  kind: text,
  user: textOrNull,
  run: textOrNull,
  event: textOrNull,
  ops: list(whole),
  message: text,
};

const finding = object<Required<Finding>>({
  ...told,
  victim: textOrNull,
  consequences: list(object<Consequence>(told)),
  consequenceCount: whole,
  waiver: optional(whole),
  baseline: optional(among({ new: true, known: true })),
  fingerprint: text,
});

const waiver = object<Required<WaiverUse>>({
  guarantee: name,
  kind: optional(text),
  fingerprint: optional(text),
  reason: text,
  owner: text,
  expires: text,
  max: whole,
  state: among({ active: true, ending: true, exceeded: true, expired: true }),
  matched: whole,
});

const saturation = orNull(
  object<Saturation>({
    seconds: number,
    of: number,
    busy: number,
    collecting: number,
    machine: number,
  }),
);

const latency = orNull(
  object<LatencySummary>({ p50: number, p95: number, p99: number, max: number }),
);

const blindSpot = object<DetectionPower["notCaught"][number]>({
  fault: text,
  why: textOrNull,
  advice: textOrNull,
});

/** What a `verdict.json` must hold so that every report can be made of it. */
export const VERDICT_FIELDS: Fields<Required<Verdict>> = {
  quintet: literal(1),
  outcome,
  seed: textOrNull,
  nonce: textOrNull,
  target: orNull(
    object<Required<TargetDescription>>({
      kind: among({ command: true, container: true, url: true }),
      url: text,
      engine: optional(text),
    }),
  ),
  envelope: object<Envelope>({
    users: whole,
    sentinels: whole,
    runs: whole,
    events: whole,
    peakConnections: whole,
    peakRuns: whole,
    durationMs: number,
  }),
  conditions: orNull(
    object<Conditions>({
      contract: text,
      dialect: text,
      echo: among({ required: true, expected: true, none: true }),
      schedule: among({ open: true, closed: true }),
      patienceMs: number,
      lingerMs: number,
      ended: textOrNull,
      damage: textOrNull,
      history: optional(among<PartialHistory>({ findings: true, off: true })),
    }),
  ),
  guarantees: list(guarantee),
  findings: list(finding),
  findingCount: whole,
  waivers: list(waiver),
  power: optional(object<DetectionPower>({ caught: whole, of: whole, notCaught: list(blindSpot) })),
  baseline: optional(
    object<Comparison>({ seed: textOrNull, fresh: whole, known: whole, gone: whole }),
  ),
  confirmation: optional(
    object<Confirmation>({ asked: whole, executions: whole, reproduced: whole, unknown: whole }),
  ),
  latency: object<Verdict["latency"]>({
    accepted: latency,
    first: latency,
    gap: latency,
    total: latency,
  }),
  health: object<Health>({
    eventLoopDelayP99Ms: numberOrNull,
    maxSendLagMs: numberOrNull,
    maxTickLagMs: numberOrNull,
    saturation: optional(saturation),
  }),
  environment: optional(
    object<Environment>({
      quintet: text,
      node: text,
      os: text,
      cpu: text,
      cpus: whole,
      memory: whole,
    }),
  ),
  tier,
  replay: textOrNull,
  error: orNull(
    object<VerdictError>({
      code: among(Object.fromEntries(Object.keys(ERRORS).map((code) => [code, true as const]))),
      message: text,
      hint: text,
    }),
  ),
};

function orNull(shape: Shape): Shape {
  return {
    name: `${shape.name} or null`,
    fits: (value) => value === null || shape.fits(value),
  };
}
