import { describe, expect, test } from "vitest";
import { checkDialect } from "../conformance/index.ts";
import type { Identity, RunIntent } from "./dialect.ts";
import { socketIo } from "./socket-io.ts";

const amy: Identity = { user: { id: "amy", name: "Amy" }, token: "t0k.en" };
const base = "wss://api.example.com/ignored?room=1";
const intent: RunIntent = {
  user: amy.user,
  run: { id: "r1", thread: "t1", canary: "q7canary" },
  prompt: "hello",
};

const NAMESPACE = { namespace: "/agents" };

describe("connects", () => {
  test("to the endpoint, over WebSocket alone, with the token in the handshake's auth", () => {
    expect(socketIo().connect(amy, base)).toMatchObject({
      url: "wss://api.example.com/socket.io/?room=1&EIO=4&transport=websocket",
      headers: {},
      protocols: [],
      login: ['40{"token":"t0k.en"}'],
    });
  });

  test("to a namespace, under a path and with an auth of its own", () => {
    const dialect = socketIo({
      ...NAMESPACE,
      path: "/v1/live/",
      auth: { handshake: (token) => ({ jwt: token, v: 2 }) },
    });
    expect(dialect.connect(amy, base)).toMatchObject({
      url: "wss://api.example.com/v1/live/?room=1&EIO=4&transport=websocket",
      login: ['40/agents,{"jwt":"t0k.en","v":2}'],
    });
  });

  test("with the token elsewhere, and then not in the handshake", () => {
    expect(socketIo({ auth: "bearer" }).connect(amy, base)).toMatchObject({
      headers: { authorization: "Bearer t0k.en" },
      login: ["40"],
    });
    expect(socketIo({ auth: { query: "key" } }).connect(amy, base)).toMatchObject({
      url: "wss://api.example.com/socket.io/?room=1&key=t0k.en&EIO=4&transport=websocket",
      login: ["40"],
    });
  });

  test("without a token, and says whether one is wanted", () => {
    expect(socketIo().connect({ ...amy, token: null }, base).login).toEqual(["40"]);
    expect(socketIo().anonymous).toBe(false);
    expect(socketIo({ auth: "none" }).anonymous).toBe(true);
    expect(socketIo({ auth: "none" }).connect(amy, base).login).toEqual(["40"]);
  });
});

describe("starts and cancels", () => {
  test("by an event of the default dialect's names", () => {
    expect(socketIo().start(intent)).toEqual([
      '42["user_message",{"run_id":"r1","thread_id":"t1","payload":{"content":"hello"}}]',
    ]);
    expect(socketIo().cancel(intent)).toEqual(['42["cancel",{"run_id":"r1"}]']);
  });

  test("by one's own events, in a namespace, or by a request", () => {
    const dialect = socketIo({
      ...NAMESPACE,
      start: ({ run, thread, prompt, send, post }) => {
        send(["join", thread]);
        post("/runs", { id: run.id, prompt });
      },
      cancel: () => undefined,
    });
    expect(dialect.start(intent)).toMatchObject([
      '42/agents,["join","t1"]',
      { method: "POST", url: "/runs", body: '{"id":"r1","prompt":"hello"}' },
    ]);
    expect(dialect.cancel(intent)).toEqual([]);
  });
});

const STARTED = {
  kind: "event",
  event: {
    type: "agent_started",
    run: "r1",
    thread: null,
    user: null,
    id: null,
    seq: null,
    at: null,
    data: { agent_name: "a" },
  },
};

describe("takes", () => {
  test.each([
    ['0{"sid":"e","upgrades":[],"pingInterval":25000}', { kind: "unknown" }],
    ['40{"sid":"s1"}', { kind: "welcome", session: "s1" }],
    ["40", { kind: "welcome" }],
    ['44{"message":"not authorised"}', { kind: "error", code: "not authorised" }],
    ["41", { kind: "unknown" }],
    ["2", { kind: "ping", reply: "3" }],
    ["3", { kind: "pong" }],
    ["6", { kind: "unknown" }],
    ['437[{"ok":true}]', { kind: "unknown" }],
    ['42["agent_started",{"run_id":"r1","data":{"agent_name":"a"}}]', STARTED],
    ['4213["agent_started",{"run_id":"r1","data":{"agent_name":"a"}}]', STARTED],
    ['42["agent_event",{"type":"agent_started","run_id":"r1","data":{"agent_name":"a"}}]', STARTED],
    ['452-["agent_started",{"run_id":"r1","data":{"agent_name":"a"}}]', STARTED],
    ['42["weather",{"run_id":"r1"}]', { kind: "unknown", run: "r1" }],
    ['42["weather","sunny"]', { kind: "unknown" }],
    ['42/agents,["agent_started",{"run_id":"r1"}]', { kind: "unknown" }],
    ['40/agents,{"sid":"s1"}', { kind: "unknown" }],
    ["42{}", { kind: "malformed" }],
    ["42[7]", { kind: "malformed" }],
    ['42["agent_started"', { kind: "malformed" }],
    ["4", { kind: "malformed" }],
    ["hello", { kind: "malformed" }],
  ])("%s", (text, message) => {
    expect(socketIo().receive(text)).toEqual([message]);
  });

  test("the packets of its namespace alone", () => {
    const dialect = socketIo(NAMESPACE);
    expect(dialect.receive('40/agents,{"sid":"s1"}')).toEqual([{ kind: "welcome", session: "s1" }]);
    expect(dialect.receive('42/agents,["pong"]')).toEqual([{ kind: "pong" }]);
    expect(dialect.receive('42["pong"]')).toEqual([{ kind: "unknown" }]);
  });

  test("the answer to a request for what json takes it for", () => {
    const answered = { run: "r1", action: "start", status: 202 } as const;
    expect(socketIo().receive("", answered)).toEqual([{ kind: "accepted", run: "r1" }]);
  });
});

test.each([
  ["in the default namespace", {}, ""],
  ["in its own", NAMESPACE, "/agents,"],
])("keeps its promises %s", (_name, options, where) => {
  const payloads = [
    ["agent_started", { agent_name: "a" }],
    ["agent_thinking", { reasoning: "hm" }],
    ["tool_executing", { tool_name: "t", call_id: "c" }],
    ["tool_completed", { tool_name: "t", call_id: "c" }],
    ["agent_completed", { final_response: "so" }],
  ] as const;
  const flaws = checkDialect(socketIo(options), {
    run: ({ run, user }) =>
      payloads.map(([name, data]) => {
        return `42${where}${JSON.stringify([name, { run_id: run.id, user_id: user.id, data }])}`;
      }),
    unknown: [`42${where}["weather",{"run_id":"r"}]`],
  });
  expect(flaws).toEqual([]);
});
