import type { StandardSchemaV1 } from "@standard-schema/spec";
import * as v from "valibot";
import { expect, test } from "vitest";
import type { EventOp } from "../../history/op.ts";
import type { Observation } from "../../verdict/finding.ts";
import { content } from "./content.ts";
import {
  type Circumstances,
  judgeSettled,
  type Seen,
  settled,
  stream,
} from "../testing/settled-run.ts";
import type { Ownership, Place, Run } from "../scene/scene.ts";

interface Setting {
  readonly fields?: object;
  readonly envelope?: readonly string[];
  readonly provides?: object;
  readonly echo?: "required" | "expected" | "none";
  readonly schemas?: Readonly<Record<string, StandardSchemaV1>>;
  readonly schemaTypes?: readonly string[];
  readonly damage?: Circumstances["damage"];
}

const USERS = [{ id: "amy" }, { id: "bo" }];

function circumstances(setting: Setting): Circumstances {
  const { fields = {}, envelope = [], provides = {}, echo = "none", schemas = {} } = setting;
  const terminal = { success: ["agent_completed"], error: ["agent_error"] };
  const schemaTypes = setting.schemaTypes ?? Object.keys(schemas);
  return {
    header: { dialect: { provides }, contract: { schemaTypes }, plan: { users: USERS } },
    contract: { fields, envelope, echo, schemas, terminal },
    ...(setting.damage === undefined ? {} : { damage: setting.damage }),
  };
}

function judge(runs: readonly Run[], setting: Setting) {
  const { observations, tally } = judgeSettled(content, runs, circumstances(setting));
  return {
    kinds: observations.map(({ kind, run, event, ops }) => [kind, run, event, ops]),
    messages: observations.map(({ message }) => message),
    observations,
    tally,
  };
}

const completed = (data: object, more: Partial<Seen> = {}): Seen => ({
  type: "agent_completed",
  time: 20,
  data: { ...data },
  ...more,
});
const started: Seen = { type: "agent_started", time: 10, data: { agent_name: "qu" } };
const answer = { fields: { agent_completed: { final_response: "text" } } };

test("catches an empty text in a payload", () => {
  const run = settled([started, completed({ final_response: " " })]);
  expect(judge([run], answer).observations).toEqual([
    {
      guarantee: "content",
      kind: "empty-text",
      user: "amy",
      victim: null,
      run: "r1",
      event: "agent_completed",
      ops: [11],
      message: "amy's agent_completed: its final_response is an empty text",
    },
  ]);
});

test("catches a missing field and one of the wrong type", () => {
  const missing = settled([completed({})]);
  const wrong = settled([completed({ final_response: 7 })], { id: "r2" });
  const { kinds, messages } = judge([missing, wrong], answer);
  expect(kinds).toEqual([
    ["missing-field", "r1", "agent_completed", [10]],
    ["wrong-type", "r2", "agent_completed", [10]],
  ]);
  expect(messages).toEqual([
    "amy's agent_completed: its final_response is missing",
    "amy's agent_completed: its final_response is number, not string",
  ]);
});

test("payloads with more than is demanded are innocent", () => {
  const run = settled([started, completed({ final_response: "yes", more: null })]);
  expect(judge([run], answer)).toMatchObject({
    kinds: [],
    tally: { trials: 1, evaluated: 2, unknown: null },
  });
});

test("an event type named like what every object inherits has no rules", () => {
  const run = settled([{ type: "constructor", time: 10 }]);
  expect(judge([run], answer).kinds).toEqual([]);
});

test("each field of each type is a finding of its own", () => {
  const fields = { agent_started: { a: "text", b: "text" }, agent_completed: { a: "text" } };
  const { kinds } = judge([settled([{ ...started, data: {} }, completed({})])], { fields });
  expect(kinds).toEqual([
    ["missing-field", "r1", "agent_started", [10]],
    ["missing-field", "r1", "agent_started", [10]],
    ["missing-field", "r1", "agent_completed", [11]],
  ]);
});

test("a payload that breaks its schema as a whole is told as such", () => {
  const schemas = { agent_started: schema(() => ({ issues: [{ message: "no" }] })) };
  expect(judge([settled([started])], { schemas }).messages).toEqual([
    'amy\'s agent_started: its payload breaks its schema: "no"',
  ]);
});

test("a run that one of its readers got nothing of is judged by the others", () => {
  const streams = [stream([]), stream([completed({})], 20)];
  const { kinds, tally } = judge([settled([], { streams })], answer);
  expect(kinds).toEqual([["missing-field", "r1", "agent_completed", [20]]]);
  expect(tally).toMatchObject({ trials: 1, evaluated: 1 });
});

test("all schemas that gave no answer are named", () => {
  const waits = schema(() => Promise.resolve({ value: 1 }));
  const throws = schema(() => {
    throw new Error("broken");
  });
  const schemas = { a: waits, b: waits, c: throws, d: throws };
  const events = Object.keys(schemas).map((type) => ({ type, time: 1 }));
  const schemaTypes = ["e", "f", ...Object.keys(schemas)];
  expect(judge([settled(events)], { schemas, schemaTypes }).tally.unknown).toBe(
    "payload schemas of e, f are not stored: judge with the config; " +
      "schemas of a, b answer asynchronously and cannot be judged; " +
      "schemas of c, d threw in place of an answer",
  );
});

test("catches a payload that breaks its schema", () => {
  const schemas = { agent_started: v.object({ agent_name: v.literal("quintet") }) };
  const { kinds, messages } = judge([settled([started])], { schemas });
  expect(kinds).toEqual([["schema", "r1", "agent_started", [10]]]);
  expect(messages[0]).toMatch(/^amy's agent_started: its agent_name breaks its schema: "/);
});

function schema(validate: () => unknown): StandardSchemaV1 {
  return { "~standard": { version: 1, vendor: "test", validate } } as StandardSchemaV1;
}

test("a schema that is not at hand, waits or throws makes content unknown", () => {
  const schemas = {
    agent_started: schema(() => Promise.resolve({ value: 1 })),
    agent_completed: schema(() => {
      throw new Error("broken");
    }),
  };
  const schemaTypes = ["agent_thinking", "agent_started", "agent_completed"];
  const { kinds, tally } = judge([settled([started, completed({})])], { schemas, schemaTypes });
  expect(kinds).toEqual([]);
  expect(tally.unknown).toBe(
    "payload schemas of agent_thinking are not stored: judge with the config; " +
      "schemas of agent_started answer asynchronously and cannot be judged; " +
      "schemas of agent_completed threw in place of an answer",
  );
});

test("what the recorder cut from a payload is not held against the server", () => {
  const run = settled([completed({}, { truncated: true })]);
  const { kinds, tally } = judge([run], answer);
  expect(kinds).toEqual([]);
  expect(tally.unknown).toBe("1 payloads look wrong, and were cut when they were recorded");
});

test("a cut payload that still holds what it must is innocent", () => {
  const run = settled([completed({ final_response: "yes" }, { truncated: true })]);
  expect(judge([run], answer).tally.unknown).toBeNull();
});

test("catches what the envelope must name and does not: one finding a run and field", () => {
  const bare: readonly Seen[] = [
    { ...started, user: null, id: "e1" },
    { ...completed({}), user: null, id: null },
  ];
  const setting = { envelope: ["user"], provides: { eventId: "always", seq: "optional" } };
  const { kinds, messages } = judge([settled(bare)], setting);
  expect(kinds).toEqual([
    ["missing-user", "r1", null, [10, 11]],
    ["missing-id", "r1", "agent_completed", [11]],
  ]);
  expect(messages).toEqual([
    "each of 2 types of amy's events names no user",
    "amy's agent_completed names no id",
  ]);
});

test("a field that is missing all along a run is quoted from its first five events", () => {
  const bare = Array.from({ length: 7 }, () => ({ ...started, user: null }));
  expect(judge([settled(bare)], { envelope: ["user"] }).kinds).toEqual([
    ["missing-user", "r1", "agent_started", [10, 11, 12, 13, 14]],
  ]);
});

test("an envelope that names only its run is innocent where nothing more is demanded", () => {
  const bare = { ...started, user: null, thread: null };
  expect(judge([settled([bare])], {}).kinds).toEqual([]);
});

test("catches another user's name, and a thread that changes within a run", () => {
  const run = settled([
    started,
    { ...completed({}), user: "bo" },
    { type: "late", time: 30, thread: "t2" },
  ]);
  const { kinds, messages } = judge([run], {});
  expect(kinds).toEqual([
    ["user-drift", "r1", "agent_completed", [11]],
    ["thread-drift", "r1", "late", [12]],
  ]);
  expect(messages).toEqual([
    'amy\'s agent_completed names the user "bo"',
    'amy\'s late names the thread "t2" in place of "t1"',
  ]);
});

test("a server that has threads of its own is innocent, unless ours is demanded", () => {
  const run = settled([
    { ...started, thread: "s9" },
    { ...completed({}), thread: "s9" },
  ]);
  expect(judge([run], { provides: { thread: "optional" } }).kinds).toEqual([]);
  expect(judge([run], { provides: { thread: "always" } }).kinds).toEqual([
    ["thread-drift", "r1", null, [10, 11]],
  ]);
});

test("a copy is not judged again", () => {
  const run = settled([completed({}), completed({}, { copy: true })]);
  expect(judge([run], answer).kinds).toEqual([["missing-field", "r1", "agent_completed", [10]]]);
});

const echo = { echo: "required" } as const;

test("catches an answer in which nothing of the user's own text came back", () => {
  const run = settled([started, completed({ final_response: "Task completed" })]);
  expect(judge([run], echo).observations).toEqual([
    {
      guarantee: "content",
      kind: "no-echo",
      user: "amy",
      victim: null,
      run: "r1",
      event: "agent_completed",
      ops: [11, 1],
      message: "amy's run was answered, and nothing of what he wrote came back in its 2 events",
    },
  ]);
});

test("the end that any of several readers saw makes the echo due, and is quoted", () => {
  const streams = [stream([started], 10), stream([completed({})], 20)];
  expect(judge([settled([], { streams })], echo).kinds).toEqual([
    ["no-echo", "r1", "agent_completed", [20, 1]],
  ]);
});

test("another run's canary is no echo; the own one anywhere in the run is", () => {
  const foreign = settled([completed({}, { canaries: ["qxbo"] })]);
  const own = settled([{ ...started, canaries: ["qxbo", "qxamy"] }, completed({})], { id: "r2" });
  const tab = settled([], {
    id: "r3",
    streams: [stream([completed({})]), stream([completed({}, { canaries: ["qxamy"] })], 20)],
  });
  expect(judge([foreign, own, tab], echo).kinds).toEqual([
    ["no-echo", "r1", "agent_completed", [10, 1]],
  ]);
});

test("runs that failed, were cancelled or cut short owe no echo, and nobody does unless required", () => {
  const runs = [
    settled([started, { type: "agent_error", time: 20 }]),
    settled([started, completed({})], { cancelRequested: 15 }),
    settled([started], { end: "lost" }),
    settled([started, completed({})], { end: "open" }),
    settled([started, completed({})], { canary: null }),
  ];
  expect(judge(runs, echo).kinds).toEqual([]);
  expect(judge([settled([completed({})])], { echo: "expected" }).kinds).toEqual([]);
});

test("on a damaged history a missing echo proves nothing, and an empty text still does", () => {
  const run = settled([completed({ final_response: "" })]);
  const damage = { whole: "ops 40 to 60 are missing" };
  const { kinds, tally } = judge([run], { ...answer, ...echo, damage });
  expect(kinds).toEqual([["empty-text", "r1", "agent_completed", [10]]]);
  expect(tally.unknown).toBe(
    "1 thing seems to be missing, and the history itself is damaged: ops 40 to 60 are missing",
  );
});

/** What is said of events that entered no stream: their run id, whose they are, and of which run. `over`: it settles after each. */
function stray(
  events: readonly (readonly [string | null, Ownership["kind"], Run | null])[],
  { over = false } = {},
) {
  const observations: Observation[] = [];
  const scene = { damage: { whole: null, users: new Map() } };
  const report = (observation: Observation): number => observations.push(observation);
  const checker = content({ ...circumstances({}), scene, report } as never);
  const { received } = stream(events.map(([run]) => ({ ...started, run })));
  for (const [at, { op }] of received.entries()) {
    const [, kind, run] = events[at] ?? [null, "own", null];
    const place = { run, stream: null, received: null, connection: null, ownership: { kind } };
    checker.observe?.(op satisfies EventOp, place as Place);
    if (over && run) checker.settle?.(run);
  }
  return {
    kinds: observations.map(({ kind, user, run, event, ops }) => [kind, user, run, event, ops]),
    messages: observations.map(({ message }) => message),
    evaluated: checker.tally().evaluated,
  };
}

test("catches a run id that drifts or is not there, once a run", () => {
  const run = settled([]);
  const { kinds, messages, evaluated } = stray([
    ["x1", "drifted", run],
    ["x2", "drifted", run],
    ["R4", "drifted", settled([], { id: "r4" })],
    [null, "drifted", settled([], { id: "r2" })],
    ["x3", "drifted", null],
    [null, "own", settled([], { id: "r3" })],
  ]);
  expect(evaluated).toBe(6);
  expect(messages.slice(0, 3)).toEqual([
    'amy\'s agent_started names the run "x1", which nobody sent',
    'amy\'s agent_started names the run "R4", its own id in another spelling',
    "amy's agent_started names no run",
  ]);
  expect(kinds).toEqual([
    ["run-drift", "amy", "r1", "agent_started", [10]],
    ["run-drift", "amy", "r4", "agent_started", [12]],
    ["missing-run", "amy", "r2", "agent_started", [13]],
    ["run-drift", "amy", null, "agent_started", [14]],
    ["missing-run", "amy", "r3", "agent_started", [15]],
  ]);
});

test("of a run that is over nothing is remembered", () => {
  const run = settled([]);
  const drifted = ["x1", "x2"].map((id) => [id, "drifted", run] as const);
  expect(stray(drifted, { over: true }).kinds).toHaveLength(2);
});

test("own events, and those of others, are not adrift", () => {
  expect(
    stray([
      ["r1", "own", settled([])],
      ["r7", "foreign", null],
      ["r8", "stranger", null],
      [null, "broadcast", null],
    ]),
  ).toEqual({ kinds: [], messages: [], evaluated: 0 });
});

test("nothing observed: a run of which nothing came is no trial", () => {
  expect(judge([settled([], { end: "lost" })], { ...answer, ...echo }).tally).toEqual({
    trials: 0,
    evaluated: 0,
    unknown: null,
  });
});
