import { describe, expect, test } from "vitest";
import { checkDialect } from "../conformance/index.ts";
import type { Answered, Identity, RunIntent } from "./dialect.ts";
import { json } from "./json.ts";

const amy: Identity = { user: { id: "amy", name: "Amy" }, token: "t0k.en" };
const intent: RunIntent = {
  user: amy.user,
  run: { id: "r1", thread: "t1", canary: "q7canary" },
  prompt: "hello",
};
const streaming: Answered = { run: "r1", action: "start", status: 200, part: "event" };

const chat = json({
  transport: "sse",
  start: { message: "{prompt}" },
  receive: { type: ["event", "type"], run: [], data: "." },
  events: ["token", "done"],
});

describe("the default dialect over server-sent events", () => {
  test("posts the message that starts a run, and has no cancel of its own", () => {
    const headers = { "content-type": "application/json", accept: "text/event-stream" };
    const call = { method: "POST", url: "", headers, run: "r1" };
    expect(chat.start(intent)).toEqual([{ ...call, body: '{"message":"hello"}', action: "start" }]);
    expect(chat.cancel(intent)).toEqual([]);
    expect(chat.transport).toBe("sse");
    const stops = json({ transport: "sse", cancel: ({ run }) => ({ stop: run.id }) });
    expect(stops.cancel(intent)).toEqual([{ ...call, body: '{"stop":"r1"}', action: "cancel" }]);
  });

  test("what a function posts elsewhere goes there, and asks for a stream", () => {
    const elsewhere = json({
      transport: "sse",
      start: ({ prompt, post }) => post("/v2", { prompt }, { headers: { "x-a": "1" } }),
    });
    expect(elsewhere.start(intent)).toMatchObject([
      { url: "/v2", headers: { accept: "text/event-stream", "x-a": "1" } },
    ]);
  });

  test.for([
    ["bearer", "https://api.example.com/chat", { authorization: "Bearer t0k.en" }],
    [{ cookie: "sid" }, "https://api.example.com/chat", { cookie: "sid=t0k.en" }],
    ["none", "https://api.example.com/chat", {}],
  ] as const)("each request carries the token: %j", ([auth, address, headers]) => {
    const { http } = json({ transport: "sse", auth }).connect(amy, address);
    expect(http).toEqual({ base: address, headers });
  });

  test("an event is of the run whose request it answers, under its own name", () => {
    const said = chat.receive('event: token\ndata: {"text":"hi"}\n\n', streaming);
    expect(said).toMatchObject([
      { kind: "event", event: { type: "token", run: "r1", data: { text: "hi" } } },
    ]);
    expect(chat.receive("data: [DONE]\n\n", streaming)).toEqual([{ kind: "malformed" }]);
    expect(chat.receive(": alive\n\n")).toEqual([{ kind: "pong" }]);
  });

  test("events without a blank line between them are one event, and no JSON: no client reads them", () => {
    const two = 'event: token\ndata: {"text":"a"}\ndata: {"text":"b"}\n\n';
    expect(chat.receive(two, streaming)).toEqual([{ kind: "malformed" }]);
    const one = 'event: token\ndata: {"text":\ndata: "a"}\n\n';
    expect(chat.receive(one, streaming)).toMatchObject([{ event: { data: { text: "a" } } }]);
  });

  test("keeps its promises", () => {
    const flaws = checkDialect(json({ transport: "sse", events: ["token", "done"] }), {
      events: ["token", "done"],
      run: ({ run }) =>
        ["token", "done"].map(
          (type) => `data: ${JSON.stringify({ type, run_id: run.id, data: { text: "so" } })}\n\n`,
        ),
    });
    expect(flaws).toEqual([]);
  });

  test("a transport that there is not is told", () => {
    expect(() => json({ transport: "http" as "sse" })).toThrow("is none of websocket, sse");
  });
});
