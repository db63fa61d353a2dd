import * as fc from "fast-check";
import type {
  AnswerScript,
  CrowdScript,
  NoiseKind,
  NoiseScript,
  Saying,
  Script,
  Speech,
  Terms,
  Work,
} from "./script.ts";

const saying = fc.constantFrom<Saying>("promised", "said", "silent");

const crowd: fc.Arbitrary<CrowdScript> = fc.record({
  users: fc.integer({ min: 1, max: 3 }),
  sentinels: fc.integer({ min: 0, max: 2 }),
  tabs: fc.integer({ min: 1, max: 2 }),
  runsPerUser: fc.integer({ min: 1, max: 3 }),
  runsAtOnce: fc.integer({ min: 1, max: 2 }),
  rate: fc.option(fc.integer({ min: 5, max: 50 }), { freq: 3 }),
  prompts: fc.constantFrom("plain" as const, "nasty" as const),
  probes: fc.array(fc.constantFrom("status" as const, "close" as const), { maxLength: 2 }),
});

const terms: fc.Arbitrary<Terms> = fc.record({
  contract: fc.constantFrom("five-events" as const, "agent-run" as const),
  fanout: fc.constantFrom("one" as const, "all" as const),
  echo: fc.constantFrom("required" as const, "expected" as const, "none" as const),
  memory: fc.constantFrom("thread" as const, "none" as const, "user" as const),
  deadlines: fc.boolean(),
  echoes: fc.boolean(),
  broadcasts: fc.boolean(),
  maxErrored: fc.constantFrom(1, 0.5, 0.25),
  grace: fc.constantFrom(0, 50),
});

const speech: fc.Arbitrary<Speech> = fc.record({
  welcome: saying,
  acceptance: saying,
  announces: fc.boolean(),
  user: saying,
  thread: saying,
  id: saying,
  ids: fc.constantFrom(
    "global" as const,
    "run" as const,
    "undeclared" as const,
    "numbers" as const,
  ),
  seq: saying,
  numbering: fc.constantFrom("run" as const, "connection" as const),
  seqFrom: fc.constantFrom(1, 0, 17),
  time: saying,
  clock: fc.constantFrom("milliseconds" as const, "iso" as const, "seconds" as const),
  callIds: fc.constantFrom(true, true, false),
  extras: fc.boolean(),
  batches: fc.boolean(),
});

/** Mostly together or close, now and then slow, and always within every limit. */
const delay = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 5, 10) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 60 }) },
  { weight: 1, arbitrary: fc.integer({ min: 100, max: 300 }) },
);

const answer: fc.Arbitrary<AnswerScript> = fc.record({
  fate: fc.oneof(
    { weight: 8, arbitrary: fc.constant("complete" as const) },
    { weight: 2, arbitrary: fc.constantFrom("error", "cancel", "refuse") },
  ),
  at: fc.nat({ max: 9 }),
  delays: fc.array(delay, { minLength: 1, maxLength: 6 }),
  echo: fc.integer({ min: 1, max: 7 }),
  work: fc.array(fc.constantFrom<Work>("think", "call", "return", "delta"), { maxLength: 8 }),
  tab: fc.nat({ max: 1 }),
});

const NOISE: readonly NoiseKind[] = [
  "unknown",
  "own-text",
  "number",
  "malformed",
  "binary",
  "ping",
  "pong",
  "control-ping",
  "error",
  "broadcast",
];

const noise: fc.Arbitrary<NoiseScript> = fc.record({
  kind: fc.constantFrom(...NOISE),
  at: fc.nat({ max: 800 }),
  to: fc.nat({ max: 11 }),
});

/** Executions without a fault. */
export const scripts: fc.Arbitrary<Script> = fc.record({
  crowd,
  terms,
  speech,
  answers: fc.array(answer, { minLength: 1, maxLength: 6 }),
  noise: fc.array(noise, { maxLength: 5 }),
  refused: fc.oneof(
    { weight: 9, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.nat({ max: 11 }), { minLength: 1, maxLength: 2 }) },
  ),
  drains: fc.constantFrom(false, false, true),
});
