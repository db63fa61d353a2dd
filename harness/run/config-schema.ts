import * as v from "valibot";
import type { CheckerFactory } from "../checkers/checker.ts";
import type { Contract } from "../contract/contract.ts";
import { milliseconds } from "../contract/duration.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { isLater } from "../verdict/claims.ts";
import { GUARANTEE_NAMES, isGuarantee } from "../verdict/guarantee.ts";
import { LATENCY_METRICS, PERCENTILES } from "../verdict/thresholds.ts";
import { BOUNDS, LONGEST, SLOWEST } from "./bounds.ts";
import { nearest } from "./nearest.ts";
import { daysLeft, LONGEST_WAIVER, UNWAIVABLE } from "../verdict/waiver.ts";

/** An object of these keys and no others: each other one is told, with the key that was meant, or with all there are. */
function strict<const Entries extends v.ObjectEntries>(entries: Entries) {
  const known = Object.keys(entries);
  return v.pipe(
    v.looseObject(entries),
    v.rawCheck(({ dataset, addIssue }) => {
      const input: unknown = dataset.value;
      if (!isRecord(input)) return;
      for (const key of Object.keys(input).filter((one) => !known.includes(one))) {
        const meant = nearest(key, known);
        const instead = meant === null ? `there are ${known.join(", ")}` : `did you mean ${meant}?`;
        const path = { type: "object", origin: "key", input, key, value: input[key] } as const;
        addIssue({ message: `there is no such key; ${instead}`, path: [path] });
      }
    }),
  );
}

const count = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

const DURATION = 'expected milliseconds, or a text such as "5s", and 24 days at most';

const duration = v.pipe(
  v.union([v.number(), v.string()], DURATION),
  v.check((value) => (milliseconds(value) ?? Infinity) <= LONGEST, DURATION),
);

const strings = v.record(v.string(), v.string());

const ready = strict({
  log: v.optional(
    v.pipe(v.string(), v.check(isRegularExpression, "expected a regular expression")),
  ),
  http: v.optional(v.string()),
  timeout: v.optional(duration),
});

const urlTarget = strict({
  url: v.string(),
  health: v.optional(
    v.pipe(v.string(), v.check(isHttp, "expected an http:// or https:// address")),
  ),
  timeout: v.optional(duration),
  proxy: v.optional(v.pipe(v.string(), v.nonEmpty())),
  ca: v.optional(v.pipe(v.string(), v.nonEmpty())),
});

const commandTarget = strict({
  command: v.union(
    [v.pipe(v.string(), v.nonEmpty()), v.pipe(v.array(v.string()), v.nonEmpty())],
    "expected a command line, or a list of a program and its arguments",
  ),
  url: v.string(),
  env: v.optional(strings),
  cwd: v.optional(v.string()),
  ready: v.optional(ready),
  reuse: v.optional(v.boolean()),
});

const containerTarget = strict({
  image: v.optional(v.string()),
  dockerfile: v.optional(v.string()),
  context: v.optional(v.string()),
  buildArgs: v.optional(strings),
  port: count(1, 65_535),
  path: v.optional(v.string()),
  env: v.optional(strings),
  ready: v.optional(ready),
});

const composeTarget = strict({
  compose: v.union(
    [v.pipe(v.string(), v.nonEmpty()), v.pipe(v.array(v.string()), v.nonEmpty())],
    "expected a compose file, or a list of them",
  ),
  service: v.pipe(v.string(), v.nonEmpty()),
  port: count(1, 65_535),
  path: v.optional(v.string()),
  env: v.optional(strings),
  profiles: v.optional(v.array(v.string())),
  ready: v.optional(ready),
});

/** One of four shapes: told apart by their keys, so that an error names the key and not all four shapes. */
const target = v.lazy((input) => {
  if (isRecord(input) && "command" in input) return commandTarget;
  if (isRecord(input) && "compose" in input) return composeTarget;
  if (isRecord(input) && ("image" in input || "dockerfile" in input)) return containerTarget;
  return urlTarget;
});

/** Made by code of ours or of the user's: told by what it can do. */
const dialect = v.custom<Dialect>(
  (input) =>
    isRecord(input) &&
    isRecord(input["description"]) &&
    ["connect", "start", "cancel", "receive"].every((half) => typeof input[half] === "function"),
);

const contract = v.custom<Contract>(
  (input) => isRecord(input) && "grammar" in input && "terminal" in input && "schemaTypes" in input,
  "expected a contract, such as fiveEvents() or defineContract({ … }), or { fiveEvents: { … } }",
);

/** Data has one of two keys, and nothing beside: a contract has neither of them. */
const contractOrData = v.lazy((input) => {
  const has = (key: string) => isRecord(input) && key in input;
  if (has("fiveEvents")) return strict({ fiveEvents: v.looseObject({}) });
  if (has("agentRun")) return strict({ agentRun: v.looseObject({}) });
  return contract;
});

/** An object with these keys, each optional and of this shape. */
function named(
  keys: readonly string[],
  value: v.GenericSchema,
): v.GenericSchema<Readonly<Record<string, unknown>>> {
  return strict(Object.fromEntries(keys.map((key) => [key, v.optional(value)])));
}

const WAIVABLE = GUARANTEE_NAMES.filter((name) => UNWAIVABLE.every((one) => one !== name));

const waiverShape = strict({
  guarantee: v.picklist(
    WAIVABLE,
    `expected one of ${WAIVABLE.join(", ")}: ${UNWAIVABLE.join(" and ")} cannot be waived`,
  ),
  kind: v.optional(v.string()),
  fingerprint: v.optional(
    v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/, "expected the 12 hex digits of a finding")),
  ),
  reason: v.pipe(v.string(), v.nonEmpty("expected why it may pass")),
  owner: v.pipe(v.string(), v.nonEmpty("expected who answers for it")),
  expires: v.pipe(
    v.string(),
    v.check(
      (expires) => daysLeft({ expires }, Date.now()) <= LONGEST_WAIVER,
      `expected a day such as 2026-01-31, at most ${LONGEST_WAIVER} days ahead`,
    ),
  ),
  max: count(1, 1_000_000),
});

/** One fault that is known, not whatever a guarantee may ever find. */
const waiver = v.pipe(
  waiverShape,
  v.check(
    ({ kind, fingerprint }) => kind !== undefined || fingerprint !== undefined,
    "expected the `kind` of a finding, or its `fingerprint`: a waiver is for one fault that is known",
  ),
);

/** The shape of a config. Values that need more than a look (files, secrets) are checked where they are used. */
export const configSchema = strict({
  $schema: v.optional(v.string()),
  target: v.optional(target),
  accounts: v.optional(
    v.union(
      [
        strict({ file: v.string() }),
        strict({ env: v.string() }),
        v.custom<() => unknown>((input) => typeof input === "function"),
      ],
      "expected { file }, { env } or a function",
    ),
  ),
  auth: v.optional(strict({ verifies: v.optional(v.boolean()) })),
  dialect: v.optional(
    v.union(
      [v.literal("json"), strict({ json: v.looseObject({}) }), dialect],
      'expected "json", a dialect such as json({ … }), or { json: { … } }',
    ),
  ),
  contract: v.optional(contractOrData),
  checkers: v.optional(
    v.array(
      v.custom<CheckerFactory>(
        (input) => typeof input === "function" && input.name !== "" && !isGuarantee(input.name),
        "expected a function with a name that is not that of a guarantee",
      ),
    ),
  ),
  crowd: v.optional(
    v.pipe(
      strict({
        users: v.optional(count(...BOUNDS.users)),
        sentinels: v.optional(count(...BOUNDS.sentinels)),
        runsPerUser: v.optional(count(...BOUNDS.runsPerUser)),
        duration: v.optional(duration),
        tabs: v.optional(count(...BOUNDS.tabs)),
        runsAtOnce: v.optional(count(...BOUNDS.runsAtOnce)),
        maxOpenRuns: v.optional(count(...BOUNDS.maxOpenRuns)),
        connectRate: v.optional(v.pipe(v.number(), v.minValue(SLOWEST))),
        runRate: v.optional(v.pipe(v.number(), v.minValue(SLOWEST))),
        prompts: v.optional(v.picklist(["nasty", "plain"])),
        runsPerThread: v.optional(count(1, 1_000_000)),
        cancels: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
        compression: v.optional(v.boolean()),
      }),
      v.check(
        (crowd) => crowd.duration === undefined || crowd.runsPerUser === undefined,
        "expected runsPerUser or duration, and not both",
      ),
    ),
  ),
  workers: v.optional(count(...BOUNDS.workers)),
  claims: v.optional(
    strict(
      Object.fromEntries(
        GUARANTEE_NAMES.map((name) => [
          name,
          // Nothing could stand behind the claim: better said than switched off in silence.
          isLater(name)
            ? v.optional(v.literal("off", `expected "off": ${name} is not built yet`))
            : v.optional(v.picklist(["claimed", "watched", "off"])),
        ]),
      ),
    ),
  ),
  version: v.optional(
    strict({
      url: v.pipe(v.string(), v.check(isHttp, "expected an http:// or https:// address")),
      field: v.optional(v.pipe(v.string(), v.nonEmpty())),
      expect: v.pipe(v.string(), v.nonEmpty()),
    }),
  ),
  thresholds: v.optional(named(LATENCY_METRICS, named(PERCENTILES, duration))),
  waivers: v.optional(v.array(waiver)),
  history: v.optional(v.picklist(["full", "findings", "off"])),
  seed: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
  patience: v.optional(duration),
  linger: v.optional(duration),
  timeout: v.optional(duration),
  out: v.optional(v.pipe(v.string(), v.minLength(1))),
  keep: v.optional(v.boolean()),
});

function isRecord(input: unknown): input is Record<string, unknown> {
  return typeof input === "object" && input !== null;
}

function isHttp(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? "");
}

function isRegularExpression(source: string): boolean {
  try {
    return new RegExp(source, "u").source !== "";
  } catch {
    return false;
  }
}
