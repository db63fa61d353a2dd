import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkDialect, type DialectExample } from "../conformance/index.ts";
import type { Identity, Outgoing, RunIntent } from "./dialect.ts";
import { importsOf } from "../testing/imports.ts";
import { netra } from "./netra.ts";

type Fields = Readonly<Record<string, unknown>>;

const amy: Identity = { user: { id: "amy", name: "Amy" }, token: "t0k.en" };
const base = "ws://127.0.0.1:8000/ws";
const intent: RunIntent = {
  user: amy.user,
  run: { id: "r1", thread: "t1", canary: "q7canary" },
  prompt: "q7canary hello q7canary",
};

/** What each event says, in the words that such servers use for it. */
const SAID: readonly (readonly [string, Fields])[] = [
  ["agent_started", { agent_name: "triage" }],
  ["agent_thinking", { thought: "hm" }],
  ["tool_executing", { tool_name: "search", parameters: { q: "x" } }],
  ["tool_completed", { tool_name: "search", results: [1] }],
  ["agent_completed", { final_response: "so" }],
];

type Form = (run: RunIntent, type: string, said: Fields) => Fields;

const AT = "2025-09-01T10:00:00.123456+00:00";

const FORMS: Readonly<Record<string, Form>> = {
  A: ({ run, user }, type, said) => ({
    type,
    run_id: run.id,
    user_id: user.id,
    agent_name: "triage",
    timestamp: AT,
    data: said,
  }),
  B: ({ run, user }, type, said) => ({
    type,
    critical: true,
    attempt: 1,
    timestamp: AT,
    user_id: user.id,
    thread_id: run.thread,
    run_id: run.id,
    request_id: "req_1",
    metadata: {},
    ...said,
  }),
  C: ({ run, user }, type, said) => ({
    type,
    data: said,
    timestamp: AT,
    thread_id: run.thread,
    user_id: user.id,
    message_id: "m1",
  }),
  D: ({ run }, type, said) => ({
    type,
    thread_id: run.thread,
    message_id: "m1",
    timestamp: 1_756_720_800.5,
    payload: { agent_name: "triage", run_id: run.id, ...said },
  }),
  E: ({ run }, type, { tool_name: tool, ...said }) => ({
    type,
    timestamp: AT,
    agent: "triage",
    run_id: run.id,
    message: Object.values(said)
      .map((value) => JSON.stringify(value))
      .join(),
    ...(tool !== undefined && { tool }),
  }),
  "F, progress": ({ run, user }, type, said) => ({
    type: "agent_progress",
    user_id: user.id,
    timestamp: AT,
    data: { type, run_id: run.id, ...said },
  }),
  "F, system message": ({ run }, type, said) => ({
    type: "system_message",
    data: { type, run_id: run.id, data: said },
  }),
};

function messages(form: Form, run: RunIntent): readonly string[] {
  return SAID.map(([type, said]) => JSON.stringify(form(run, type, said)));
}

describe("the dialect keeps its promises where a server speaks form", () => {
  test.for(Object.entries(FORMS))("%s", ([, form]) => {
    expect(checkDialect(netra(), { run: (run) => messages(form, run) })).toEqual([]);
  });

  test("G, a batch by type of any of them", () => {
    for (const form of Object.values(FORMS)) {
      const run = (given: RunIntent): readonly string[] => {
        const events = SAID.map(([type, said]) => [type, [form(given, type, said)]]);
        return [
          JSON.stringify({ type: "event_batch", events: Object.fromEntries(events) as unknown }),
        ];
      };
      expect(checkDialect(netra(), { run })).toEqual([]);
    }
  });
});

test("where an event names no run, its thread does", () => {
  const text = '{"type":"agent_started","data":{},"thread_id":"t1","user_id":"amy"}';
  expect(netra().receive(text)).toMatchObject([
    { kind: "event", event: { run: "t1", thread: "t1", user: "amy", id: null, seq: null } },
  ]);
});

/** What an event of form B or E comes out with. */
function payload(type: string, fields: Fields): unknown {
  const [message] = netra().receive(JSON.stringify({ type, run_id: "r1", ...fields }));
  return message?.kind === "event" ? message.event.data : message;
}

describe("a payload comes out under the contract's names", () => {
  test.for<[string, Fields, Fields]>([
    ["agent_started", { agent: "a" }, { agent_name: "a" }],
    ["agent_thinking", { reasoning: "a", thought: "b" }, { reasoning: "a", thought: "b" }],
    ["agent_thinking", { reasoning: "", message: "b" }, { reasoning: "b" }],
    ["agent_thinking", { thought: { step: 1 } }, { reasoning: '{"step":1}' }],
    ["tool_executing", { tool: "t", args: { q: 1 } }, { tool_name: "t", parameters: { q: 1 } }],
    ["tool_completed", { tool_name: "t", results: [] }, { tool_name: "t", result: [] }],
    ["agent_completed", { final_response: { text: "x" } }, { final_response: '{"text":"x"}' }],
    ["agent_completed", { message: "x", duration_ms: 5 }, { final_response: "x", duration_ms: 5 }],
    ["agent_error", { error_message: "no", error_code: "E1" }, { message: "no", code: "E1" }],
    ["agent_failed", { error: "no" }, { message: "no" }],
    ["agent_fallback", { fallback_reason: "slow" }, { message: "slow" }],
  ])("%s %o", ([type, fields, data]) => {
    expect(payload(type, fields)).toEqual(data);
  });

  test("the name of an agent around the payload is kept, and what a second try changes is not", () => {
    const around = { agent_name: "triage", attempt: 2, critical: true, metadata: { a: 1 } };
    expect(payload("agent_started", { ...around, data: {} })).toEqual({ agent_name: "triage" });
  });
});

const EXAMPLES: readonly DialectExample[] = [
  {
    text: '{"type":"connection_established","user_id":"amy","session_id":"s"}',
    gives: [{ kind: "welcome", subject: "amy", session: "s" }],
  },
  {
    text: '{"type":"system_message","data":{"type":"connection_established","user_id":"amy","connection_id":"c"}}',
    gives: [{ kind: "welcome", subject: "amy", session: "c" }],
  },
  {
    text: '{"type":"system_message","data":{"event":"connection_established","data":{"user_id":"amy"}}}',
    gives: [{ kind: "welcome", subject: "amy" }],
  },
  {
    text: '{"type":"error_message","payload":{"error_code":"RATE","run_id":"r1"}}',
    gives: [{ kind: "error", run: "r1", code: "RATE" }],
  },
  { text: '{"type":"authentication_error"}', gives: [{ kind: "error" }] },
  { text: '{"type":"ping"}', gives: [{ kind: "ping", reply: '{"type":"pong"}' }] },
  { text: '{"type":"heartbeat"}', gives: [{ kind: "ping", reply: '{"type":"heartbeat_ack"}' }] },
  { text: '{"type":"heartbeat_ack"}', gives: [{ kind: "pong" }] },
  { text: '{"type":"system_message","data":{"type":"notice"}}', gives: [{ kind: "unknown" }] },
  { text: '{"type":"agent_response_complete"}', gives: [{ kind: "unknown" }] },
];

test.for(EXAMPLES)("takes $text", ({ text, gives }) => {
  expect(netra().receive(text)).toEqual(gives);
});

describe("connects", () => {
  test("with the token in a header, or in a subprotocol as a browser must", () => {
    expect(netra().connect(amy, base)).toMatchObject({
      url: base,
      headers: { authorization: "Bearer t0k.en" },
      protocols: [],
    });
    expect(netra({ auth: "subprotocol" }).connect(amy, base)).toMatchObject({
      headers: {},
      protocols: ["jwt-auth", "jwt.dDBrLmVu"],
    });
  });

  test("with nothing, for whoever has no token", () => {
    for (const auth of ["header", "subprotocol"] as const) {
      expect(netra({ auth }).connect({ ...amy, token: null }, base)).toMatchObject({
        headers: {},
        protocols: [],
      });
    }
  });
});

test("starts a run by either message, and has no cancel", () => {
  const ids = { thread_id: "t1", run_id: "r1", request_id: "r1" };
  const { prompt } = intent;
  expect(netra().start(intent).map(parsed)).toEqual([
    { type: "agent_request", payload: { message: prompt, user_request: prompt, ...ids } },
  ]);
  const other = netra({ start: "user_message" });
  expect(other.start(intent).map(parsed)).toEqual([
    { type: "user_message", payload: { content: prompt, references: [], ...ids } },
  ]);
  expect(other.cancel(intent)).toEqual([]);
});

function parsed(message: Outgoing): unknown {
  return typeof message === "string" ? JSON.parse(message) : message;
}

test("says what such servers do not", () => {
  expect(netra()).toMatchObject({
    anonymous: false,
    description: {
      name: "netra",
      runIds: "server",
      eventIds: "undeclared",
      provides: { welcome: "always", eventId: "never", seq: "never", user: "optional" },
    },
  });
});

function source(file: string): string {
  return readFileSync(join(import.meta.dirname, file), "utf8");
}

test("is made of nothing that a stranger could not import", () => {
  const door = source("../index.ts");
  const used = ["netra.ts", "netra-payload.ts"].flatMap((file) => importsOf(source(file)));
  const foreign = used.filter(({ from }) => from?.startsWith("./netra") !== true);
  expect(foreign.map(({ from }) => from)).toEqual(["node:buffer", "./dialect.ts", "./json.ts"]);
  const names = foreign
    .filter(({ from }) => from?.startsWith(".") === true)
    .flatMap((each) => [...each.names.matchAll(/\b(?!type\b)\w+/g)].map(([name]) => name));
  expect(names).toEqual(["Dialect", "Message", "json"]);
  for (const name of names) expect(door).toMatch(new RegExp(`\\b${name}\\b`));
});
