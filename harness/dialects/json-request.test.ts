import { describe, expect, test } from "vitest";
import { HarnessError } from "../errors/harness-error.ts";
import type { Identity, RunIntent } from "./dialect.ts";
import { json, type JsonOptions } from "./json.ts";

const amy: Identity = { user: { id: "amy", name: "Amy" }, token: "t0k.en" };
const base = "wss://api.example.com/ws?v=2";
const intent: RunIntent = {
  user: amy.user,
  run: { id: "r1", thread: "t1", canary: "q7canary" },
  prompt: "hello",
};

const start: NonNullable<JsonOptions["start"]> = ({ prompt, post }) => post("/chat", prompt);

describe("a run started by a request", () => {
  test("has its address, body and headers from the mapping", () => {
    const dialect = json({
      start: ({ run, prompt, post }) =>
        post("/api/chat", { id: run.id, prompt }, { headers: { "x-version": "2" } }),
      cancel: ({ run, post }) => post(`/api/chat/${run.id}`, "", { method: "DELETE" }),
    });
    expect(dialect.start(intent)).toEqual([
      {
        method: "POST",
        url: "/api/chat",
        headers: { "content-type": "application/json", "x-version": "2" },
        body: '{"id":"r1","prompt":"hello"}',
        run: "r1",
        action: "start",
      },
    ]);
    expect(dialect.cancel(intent)).toEqual([
      {
        method: "DELETE",
        url: "/api/chat/r1",
        headers: {},
        body: "",
        run: "r1",
        action: "cancel",
      },
    ]);
  });

  test("may come beside a message on the socket", () => {
    const dialect = json({
      start: ({ thread, prompt, send, post }) => {
        send({ op: "join", thread });
        post("/chat", prompt);
      },
    });
    expect(dialect.start(intent)).toEqual([
      '{"op":"join","thread":"t1"}',
      { method: "POST", url: "/chat", headers: {}, body: "hello", run: "r1", action: "start" },
    ]);
  });

  test("needs a body that is JSON", () => {
    expect(() => json({ start: ({ post }) => post("/", { n: 1n }) }).start(intent)).toThrow(
      new HarnessError("bad-config", "The dialect's `start` sent a value that is no JSON."),
    );
  });

  test.each([
    ["bearer" as const, { authorization: "Bearer t0k.en" }],
    ["subprotocol" as const, { authorization: "Bearer t0k.en" }],
    [{ query: "token" }, { authorization: "Bearer t0k.en" }],
    [{ firstFrame: (token: string) => ({ token }) }, { authorization: "Bearer t0k.en" }],
    [{ cookie: "sid" }, { cookie: "sid=t0k.en" }],
    ["none" as const, {}],
  ])("carries the token of %j in a header", (auth, headers) => {
    expect(json({ auth, start }).connect(amy, base).http).toEqual({
      base: "https://api.example.com/ws?v=2",
      headers,
    });
  });

  test("carries what the handshake does, or what the mapping says instead", () => {
    const headers = { Authorization: "Token t0k.en", origin: "https://app.example.com" };
    const { http } = json({ connect: () => ({ headers }), start }).connect(amy, base);
    expect(http?.headers).toEqual(headers);
    const told = json({
      connect: () => ({ http: { base: "http://127.0.0.1:8080/v1/", headers } }),
    });
    expect(told.connect(amy, base).http).toEqual({ base: "http://127.0.0.1:8080/v1/", headers });
  });

  test("has no place where the dialect makes none: nothing of it need be kept", () => {
    expect(json().connect(amy, base).http).toBe(undefined);
    expect(json({ start: { id: "{run}", msg: "{prompt}" } }).connect(amy, base).http).toBe(
      undefined,
    );
  });

  test("has no address that is none", () => {
    const dialect = json({ connect: () => ({ http: { base: "http://[" } }) });
    expect(() => dialect.connect(amy, base)).toThrow("gave no usable URL");
  });

  test.each([
    [202, "", { kind: "accepted", run: "r1" }],
    [200, "<html>", { kind: "accepted", run: "r1" }],
    [200, "[]", { kind: "accepted", run: "r1" }],
    [201, '{"run_id":"r1","events":5}', { kind: "accepted", run: "r1", announced: 5 }],
    [200, '{"run_id":"srv-1"}', { kind: "accepted", run: "r1", alias: "srv-1" }],
    [200, '{"type":"error","run_id":7}', { kind: "accepted", run: "r1", alias: "7" }],
    [199, "", { kind: "error", run: "r1", code: "199" }],
    [302, "", { kind: "error", run: "r1", code: "302" }],
    [429, '{"code":"slow_down"}', { kind: "error", run: "r1", code: "slow_down" }],
    [500, '{"run_id":"srv-1"}', { kind: "error", run: "r1", code: "500" }],
  ])("answered with %i %s", (status, body, message) => {
    const answered = { run: "r1", action: "start", status } as const;
    expect(json().receive(body, answered)).toEqual([message]);
  });

  test("and cancelled by one", () => {
    const answered = { run: "r1", action: "cancel", status: 204 } as const;
    expect(json().receive("", answered)).toEqual([{ kind: "cancelled", run: "r1" }]);
  });
});

describe("a run under an id of the server's own", () => {
  const dialect = json({ receive: { request: ["request_id", "meta.ref"] } });
  const receive = (message: object) => dialect.receive(JSON.stringify(message));

  test("is declared, or follows from where the server repeats ours", () => {
    expect(json().description.runIds).toBeUndefined();
    expect(json({ runIds: "server" }).description.runIds).toBe("server");
    expect(dialect.description.runIds).toBe("server");
    const same = json({ runIds: "client", receive: { request: "request_id" } });
    expect(same.description.runIds).toBeUndefined();
  });

  test("is ours where the message repeats ours, and the server's is its alias", () => {
    expect(receive({ type: "run_accepted", request_id: "r1", run_id: "srv-1" })).toEqual([
      { kind: "accepted", run: "r1", alias: "srv-1" },
    ]);
    expect(receive({ type: "agent_started", meta: { ref: "r1" }, run_id: "srv-1" })).toMatchObject([
      { kind: "event", event: { run: "r1" }, alias: "srv-1" },
    ]);
  });

  test("has no alias where the server names only ours", () => {
    expect(receive({ type: "run_accepted", request_id: "r1" })).toEqual([
      { kind: "accepted", run: "r1" },
    ]);
    expect(receive({ type: "run_accepted", request_id: "r1", run_id: "r1" })).toEqual([
      { kind: "accepted", run: "r1" },
    ]);
  });

  test("is the server's where the message repeats nothing: the dialect remembers no run", () => {
    receive({ type: "run_accepted", request_id: "r1", run_id: "srv-1" });
    expect(receive({ type: "agent_started", run_id: "srv-1" })).toMatchObject([
      { kind: "event", event: { run: "srv-1" } },
    ]);
    expect(receive({ type: "agent_started", run_id: "srv-1" })[0]).not.toHaveProperty("alias");
  });
});

describe("login", () => {
  test("frames go before any run, the token's first", () => {
    const login = json({
      auth: { firstFrame: (token) => `AUTH ${token}` },
      connect: ({ user }) => ({ login: [{ op: "hello", as: user.id }, "READY"] }),
    }).connect(amy, base).login;
    expect(login).toEqual(["AUTH t0k.en", '{"op":"hello","as":"amy"}', "READY"]);
  });
});

describe("a ping", () => {
  test.each([
    [undefined, { kind: "ping" }],
    [{ op: "pong" }, { kind: "ping", reply: '{"op":"pong"}' }],
    ["PONG", { kind: "ping", reply: "PONG" }],
    [
      (ping: Readonly<Record<string, unknown>>) => ({ type: "pong", n: ping["n"] }),
      { kind: "ping", reply: '{"type":"pong","n":7}' },
    ],
    [
      () => {
        throw new Error("surprised");
      },
      { kind: "ping" },
    ],
    [() => ({ n: 1n }), { kind: "ping" }],
  ])("is answered as %s says", (pong, message) => {
    const dialect = pong === undefined ? json() : json({ pong });
    expect(dialect.receive('{"type":"ping","n":7}')).toEqual([message]);
  });

  test("cannot be answered with what is no JSON", () => {
    expect(() => json({ pong: { n: 1n } })).toThrow(
      new HarnessError("bad-config", "json({ pong }): that is no JSON."),
    );
  });
});

test("binary messages are read where that is declared", () => {
  expect(json()).not.toHaveProperty("binary");
  expect(json({ binary: "utf8" }).binary).toBe("utf8");
});
