import { EventType } from "@ag-ui/core";
import { RunAgentInputSchema } from "@ag-ui/core/schemas";
import { describe, expect, test } from "vitest";
import { checkDialect } from "../conformance/index.ts";
import type { Answered } from "../history/witness.ts";
import { agUiDialect } from "./ag-ui.ts";
import type { Dialect, HttpCall, Identity, Message, RunIntent } from "./dialect.ts";

const amy: Identity = { user: { id: "amy", name: "Amy" }, token: "t0k.en" };
const intent: RunIntent = {
  user: amy.user,
  run: { id: "r1", thread: "t1", canary: "q7canary" },
  prompt: "hello",
};
const INPUT = {
  threadId: "t1",
  runId: "r1",
  state: {},
  messages: [{ id: "message-r1", role: "user", content: "hello" }],
  tools: [],
  context: [],
  forwardedProps: {},
};

const socket = agUiDialect();
const sse = agUiDialect({ transport: "sse" });

function asked(dialect = sse): HttpCall {
  const [call] = dialect.start(intent);
  if (call === undefined || typeof call === "string") throw new Error("no request was made");
  return call;
}

function said(dialect: Dialect): string {
  const [text] = dialect.start(intent);
  if (typeof text !== "string") throw new Error("nothing was sent on the socket");
  return text;
}

function block(fields: object): string {
  return `data: ${JSON.stringify(fields)}\n\n`;
}

function event(type: string, fields: object = {}): Message {
  const names = { run: null, thread: null, user: null, id: null, seq: null, at: null };
  return { kind: "event", event: { type, ...names, data: {}, ...fields } };
}

describe("over WebSocket", () => {
  test("a run is started by an input that AG-UI takes", () => {
    const text = said(socket);
    expect(JSON.parse(text)).toEqual(INPUT);
    expect(RunAgentInputSchema.safeParse(JSON.parse(text)).success).toBe(true);
    expect(socket.cancel(intent)).toEqual([]);
  });

  test("or by what the config makes of that input", () => {
    const dialect = agUiDialect({
      input: ({ runId, ...input }) => ({ op: "run", input: { ...input, runId } }),
      cancel: ({ run }) => ({ op: "stop", id: run.id }),
    });
    const text = said(dialect);
    expect(JSON.parse(text)).toEqual({ op: "run", input: INPUT });
    expect(dialect.cancel(intent)).toEqual(['{"op":"stop","id":"r1"}']);
  });

  test("the payload of an event is AG-UI's own, under its own names", () => {
    const text = JSON.stringify({
      type: "TOOL_CALL_START",
      toolCallId: "c1",
      toolCallName: "search",
      timestamp: 1_700_000_000_000,
    });
    const data = { toolCallId: "c1", toolCallName: "search" };
    expect(socket.receive(text)).toEqual([
      event("TOOL_CALL_START", { at: 1_700_000_000_000, data }),
    ]);
  });

  test("only what names a run has one", () => {
    expect(socket.receive('{"type":"RUN_STARTED","runId":"r1","threadId":"t1"}')).toEqual([
      event("RUN_STARTED", { run: "r1", thread: "t1" }),
    ]);
    expect(socket.receive('{"type":"RUN_ERROR","message":"no","code":"E"}')).toEqual([
      event("RUN_ERROR", { data: { message: "no", code: "E" } }),
    ]);
  });

  test("several events in a message are taken one after the other", () => {
    const lines =
      '{"type":"STEP_STARTED","stepName":"a"}\n{"type":"STEP_FINISHED","stepName":"a"}\n';
    expect(socket.receive(lines)).toEqual([
      event("STEP_STARTED", { data: { stepName: "a" } }),
      event("STEP_FINISHED", { data: { stepName: "a" } }),
    ]);
  });

  test("what the server adds is found where the config says", () => {
    const dialect = agUiDialect({ receive: { user: "owner", seq: "metadata.n" } });
    const text = '{"type":"CUSTOM","name":"x","owner":"amy","metadata":{"n":4}}';
    expect(dialect.receive(text)).toEqual([
      event("CUSTOM", { user: "amy", seq: 4, data: { name: "x", metadata: { n: 4 } } }),
    ]);
    expect(dialect.description.provides).toMatchObject({ user: "optional", seq: "optional" });
    expect(socket.description.provides).toMatchObject({ user: "never", seq: "never" });
  });
});

test("every event type of AG-UI is an event, and no other is", () => {
  const types = Object.values(EventType);
  expect(types.length).toBeGreaterThan(25);
  for (const type of types) expect(socket.receive(`{"type":"${type}"}`)).toEqual([event(type)]);
  expect(socket.receive('{"type":"NEWS"}')).toEqual([{ kind: "unknown" }]);
});

describe("over server-sent events", () => {
  const streaming: Answered = { run: "r1", action: "start", status: 200, part: "event" };

  test("a run is a request to the address of the connection, with its token", () => {
    expect(asked()).toMatchObject({ method: "POST", url: "", run: "r1", action: "start" });
    expect(asked().headers).toEqual({
      "content-type": "application/json",
      accept: "text/event-stream",
    });
    expect(JSON.parse(asked().body)).toEqual(INPUT);
    expect(sse.connect(amy, "https://api.example.com/agent").http).toEqual({
      base: "https://api.example.com/agent",
      headers: { authorization: "Bearer t0k.en" },
    });
    expect(sse.transport).toBe("sse");
  });

  test("the request that opens a connection is the config's own, or none is named", () => {
    const opening = { method: "GET", url: "/me" };
    const dialect = agUiDialect({ transport: "sse", opening, connect: { url: "/v1/agent" } });
    expect(dialect.connect(amy, "wss://api.example.com/").http).toEqual({
      base: "https://api.example.com/v1/agent",
      headers: { authorization: "Bearer t0k.en" },
      opening,
    });
  });

  test("a token that would be a first message is refused, since there is none", () => {
    const dialect = agUiDialect({ transport: "sse", auth: { firstFrame: (jwt) => ({ jwt }) } });
    expect(() => dialect.connect(amy, "https://api.example.com/")).toThrow("no first messages");
  });

  test("an event without a run is of the run whose request it answers, another's id stays", () => {
    expect(sse.receive(block({ type: "RUN_ERROR", message: "no" }), streaming)).toEqual([
      event("RUN_ERROR", { run: "r1", data: { message: "no" } }),
    ]);
    expect(sse.receive(block({ type: "RUN_STARTED", runId: "r2" }), streaming)).toEqual([
      event("RUN_STARTED", { run: "r2" }),
    ]);
    expect(sse.receive(block({ type: "CUSTOM" }))).toEqual([event("CUSTOM")]);
    expect(sse.receive(block({ type: "error", code: "E" }), streaming)).toEqual([
      { kind: "error", run: "r1", code: "E" },
    ]);
  });

  test.for<[string, string, readonly Message[]]>([
    ["a comment", ": keep-alive\n\n", [{ kind: "pong" }]],
    ["several lines of data", 'data: {"type":\ndata: "CUSTOM"}\n\n', [event("CUSTOM")]],
    ["data that is no JSON", "data: [DONE]\n\n", [{ kind: "malformed" }]],
    ["an event that was cut off", 'data: {"type":"CUSTOM"}\n', [{ kind: "malformed" }]],
  ])("%s is taken for what it is", ([, text, messages]) => {
    expect(sse.receive(text)).toEqual(messages);
  });

  test.for<[string, Answered, Message]>([
    ["HTTP/1.1 200 OK\r\n\r\n", { ...streaming, part: "head" }, { kind: "accepted", run: "r1" }],
    [
      '{"code":"E_AUTH"}',
      { run: "r1", action: "start", status: 401 },
      { kind: "error", run: "r1", code: "E_AUTH" },
    ],
    ["", { run: "r1", action: "start", status: 500 }, { kind: "error", run: "r1", code: "500" }],
    [
      "<html></html>",
      { run: "r1", action: "start", status: 200 },
      { kind: "error", run: "r1", code: "not-an-event-stream" },
    ],
    ["", { run: "r1", action: "cancel", status: 204 }, { kind: "cancelled", run: "r1" }],
  ])("the answer %j grants or refuses the run", ([text, answered, message]) => {
    expect(sse.receive(text, answered)).toEqual([message]);
  });
});

test.for<["websocket" | "sse", (json: string) => string]>([
  ["websocket", (json) => json],
  ["sse", (json) => `data: ${json}\n\n`],
])("keeps its promises over %s", ([transport, frame]) => {
  const types = ["RUN_STARTED", "TEXT_MESSAGE_CHUNK", "RUN_FINISHED"];
  const flaws = checkDialect(agUiDialect({ transport }), {
    events: types,
    run: ({ run }) =>
      types.map((type) => {
        const ids = { runId: run.id, threadId: run.thread };
        return frame(JSON.stringify({ type, ...ids, messageId: "m", delta: "so" }));
      }),
    unknown: [frame('{"type":"NEWS","runId":"r"}')],
  });
  expect(flaws).toEqual([]);
});
