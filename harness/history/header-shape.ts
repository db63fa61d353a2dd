import type { ContractData, Deadlines, Retelling, SpanRule } from "../contract/contract.ts";
import { GUARANTEE_NAMES } from "../verdict/guarantee.ts";
import { LATENCY_METRICS, PERCENTILES } from "../verdict/thresholds.ts";
import { UNWAIVABLE, type Waiver } from "../verdict/waiver.ts";
import type { Environment } from "./environment.ts";
import type {
  DialectDescription,
  HistoryHeader,
  PlannedIdentity,
  PlanOutline,
  Provision,
  Provisions,
  TargetDescription,
} from "./header.ts";
import type { PartialHistory } from "./mode.ts";
import type { Slice } from "./slice.ts";
import {
  among,
  dictionary,
  type Fields,
  flag,
  isRecord,
  list,
  literal,
  number,
  numberOrNull,
  object,
  optional,
  type Shape,
  text,
  textOrNull,
  whole,
  wholeOrNull,
} from "./shape.ts";

/** Deeper grammars than this are refused: a stored header is data, and may be hostile. */
const GRAMMAR_DEPTH = 100;

const grammar: Shape = { name: "a grammar", fits: (value) => isGrammar(value, GRAMMAR_DEPTH) };

type Reference = NonNullable<SpanRule["refers"]>[number];
type Where = NonNullable<Retelling["where"]>;

const retelling = object<Retelling>({
  type: text,
  items: text,
  id: text,
  text,
  where: optional(object<Where>({ path: text, is: list(text) })),
});

const span = object<SpanRule>({
  open: text,
  close: text,
  inside: list(text),
  id: text,
  label: textOrNull,
  echoes: list(object<SpanRule["echoes"][number]>({ open: text, close: text })),
  delta: textOrNull,
  otherCloses: optional(list(text)),
  scope: optional(list(text)),
  reopens: optional(flag),
  follow: optional(list(text)),
  loose: optional(list(text)),
  refers: optional(list(object<Reference>({ field: text, span: text }))),
  joins: optional(literal("json")),
  retold: optional(list(retelling)),
});

const contract = object<ContractData>({
  name: text,
  grammar,
  spans: dictionary(span),
  terminal: object<ContractData["terminal"]>({ success: list(text), error: list(text) }),
  fields: dictionary(
    dictionary(
      among({
        text: true,
        string: true,
        number: true,
        boolean: true,
        object: true,
        array: true,
        present: true,
      }),
    ),
  ),
  envelope: list(among({ user: true, thread: true, id: true, seq: true, timestamp: true })),
  deadlines: object<Required<Deadlines>>({
    accepted: optional(number),
    first: optional(number),
    gap: optional(number),
    total: optional(number),
  }),
  fanout: among({ one: true, all: true }),
  redelivery: among({ never: true, "after-reconnect": true }),
  broadcasts: list(text),
  echo: among({ required: true, expected: true, none: true }),
  memory: among({ none: true, thread: true, user: true }),
  maxErrored: number,
  cancelGrace: number,
  maxClockSkew: numberOrNull,
  maxClockStep: optional(number),
  schemaTypes: list(text),
});

const provision = among<Provision>({ always: true, optional: true, never: true });

const dialect = object<Required<DialectDescription>>({
  name: text,
  provides: object<Provisions>({
    welcome: provision,
    acceptance: provision,
    user: provision,
    thread: provision,
    eventId: provision,
    seq: provision,
    timestamp: provision,
  }),
  eventIds: among({ global: true, run: true, undeclared: true }),
  runIds: optional(among({ client: true, server: true, connection: true })),
  runNames: optional(among({ every: true, first: true })),
});

const plan = object<Required<PlanOutline>>({
  users: list(object<PlannedIdentity>({ id: text, role: among({ user: true, sentinel: true }) })),
  runsPerUser: wholeOrNull,
  tabs: whole,
  runs: wholeOrNull,
  schedule: among({ open: true, closed: true }),
  overlap: number,
  duration: optional(number),
});

const percentiles = optional(
  object(Object.fromEntries(PERCENTILES.map((name) => [name, optional(number)]))),
);
const thresholds = object(Object.fromEntries(LATENCY_METRICS.map((name) => [name, percentiles])));

const waiver = object<Required<Waiver>>({
  guarantee: among(
    Object.fromEntries(
      GUARANTEE_NAMES.filter((name) => UNWAIVABLE.every((one) => one !== name)).map((name) => [
        name,
        true,
      ]),
    ),
  ),
  kind: optional(text),
  fingerprint: optional(text),
  reason: text,
  owner: text,
  expires: text,
  max: whole,
});

const claim = among({ claimed: true, watched: true, off: true });
/** A guarantee that this version knows and the writing one did not may be absent. */
const claims = object(Object.fromEntries(GUARANTEE_NAMES.map((name) => [name, optional(claim)])));

const slice = object<Slice>({ index: whole, count: whole });

/** What the first line of a history must hold. */
export const HEADER_FIELDS: Fields<Required<HistoryHeader>> = {
  quintet: literal(1),
  kind: literal("history"),
  version: text,
  seed: text,
  nonce: text,
  key: text,
  epoch: number,
  target: object<Required<TargetDescription>>({
    kind: among({ command: true, container: true, url: true }),
    url: text,
    engine: optional(text),
  }),
  plan,
  slice: optional(slice),
  shard: optional(slice),
  contract,
  dialect,
  claims,
  verifies: flag,
  patience: number,
  linger: number,
  checkers: optional(list(text)),
  thresholds: optional(thresholds),
  waivers: optional(list(waiver)),
  config: text,
  history: optional(among<PartialHistory>({ findings: true, off: true })),
  unmasked: optional(literal(true)),
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
};

function isGrammar(value: unknown, depth: number): boolean {
  if (depth === 0 || !isRecord(value)) return false;
  const parts = (candidate: unknown) =>
    Array.isArray(candidate) && candidate.every((part) => isGrammar(part, depth - 1));
  if ("one" in value) return text.fits(value["one"]);
  if ("others" in value) return value["others"] === true;
  if ("sequence" in value) return parts(value["sequence"]);
  if ("oneOf" in value) return parts(value["oneOf"]);
  if ("interleave" in value) return parts(value["interleave"]);
  if (!whole.fits(value["min"]) || !wholeOrNull.fits(value["max"])) return false;
  if ("repeat" in value) return isGrammar(value["repeat"], depth - 1);
  return text.fits(value["spans"]);
}
