import { describe, expect, test } from "vitest";
import { HarnessError } from "../errors/harness-error.ts";
import type { Handshake, Identity, Outgoing, RunIntent } from "./dialect.ts";
import { json } from "./json.ts";

const amy: Identity = { user: { id: "amy", name: "Amy" }, token: "t0k.en" };
const base = "ws://127.0.0.1:9/ws?room=1";
const intent: RunIntent = {
  user: amy.user,
  run: { id: "r1", thread: "t1", canary: "q7canary" },
  prompt: "q7canary hello q7canary",
};

describe("connect", () => {
  test("presents a bearer token by default, at the target's own address", () => {
    expect(onSocket(json().connect(amy, base))).toEqual({
      url: base,
      headers: { authorization: "Bearer t0k.en" },
      protocols: [],
      login: [],
    });
  });

  test.each([
    ["subprotocol" as const, { protocols: ["quintet", "jwt.t0k.en"] }],
    [{ query: "token" }, { url: "ws://127.0.0.1:9/ws?room=1&token=t0k.en" }],
    [{ cookie: "sid" }, { headers: { cookie: "sid=t0k.en" } }],
    [
      { firstFrame: (token: string) => ({ op: "auth", token }) },
      { login: ['{"op":"auth","token":"t0k.en"}'] },
    ],
    ["none" as const, {}],
  ])("places the token as %j says, and nowhere else", (auth, placed) => {
    expect(onSocket(json({ auth }).connect(amy, base))).toEqual({
      url: base,
      headers: {},
      protocols: [],
      login: [],
      ...placed,
    });
  });

  test.each([
    ["bearer" as const, []],
    ["subprotocol" as const, ["quintet"]],
    [{ query: "token" }, []],
    [{ cookie: "sid" }, []],
    [{ firstFrame: (token: string) => ({ token }) }, []],
  ])("without a token, %j presents nothing", (auth, protocols) => {
    expect(onSocket(json({ auth }).connect({ ...amy, token: null }, base))).toEqual({
      url: base,
      headers: {},
      protocols,
      login: [],
    });
  });

  test("maps address and headers by user; a header set by the mapping wins, in any case", () => {
    const dialect = json({
      connect: ({ user, token }) => ({
        url: `/chat/${user.id}`,
        headers: { Authorization: `Token ${token}`, origin: "https://app.example.com" },
        protocols: ["v2"],
      }),
    });
    expect(onSocket(dialect.connect(amy, base))).toEqual({
      url: "ws://127.0.0.1:9/chat/amy",
      headers: { Authorization: "Token t0k.en", origin: "https://app.example.com" },
      protocols: ["v2"],
      login: [],
    });
  });

  test("adds its cookie to those of the mapping", () => {
    const dialect = json({
      auth: { cookie: "sid" },
      connect: () => ({ headers: { Cookie: "lang=en" } }),
    });
    expect(dialect.connect(amy, base).headers).toEqual({ Cookie: "lang=en; sid=t0k.en" });
  });

  test("an unusable address is refused without showing it", () => {
    const dialect = json({ connect: ({ token }) => ({ url: `ws://[${token}` }) });
    expect(() => dialect.connect(amy, base)).toThrow(
      new HarnessError(
        "bad-url",
        "The dialect's `connect` gave no usable URL: build it from `base` in its argument, in which {port} is filled in.",
      ),
    );
  });
});

describe("start and cancel", () => {
  test("speak the default dialect", () => {
    expect(json().start(intent).map(parsed)).toEqual([
      {
        type: "user_message",
        run_id: "r1",
        thread_id: "t1",
        payload: { content: "q7canary hello q7canary" },
      },
    ]);
    expect(json().cancel(intent).map(parsed)).toEqual([{ type: "cancel", run_id: "r1" }]);
  });

  test("take what a mapping sends, and what it returns", () => {
    const sending = json({
      start: ({ run, prompt, send }) => send({ op: "chat", id: run.id, prompt }),
    });
    expect(sending.start(intent).map(parsed)).toEqual([
      { op: "chat", id: "r1", prompt: "q7canary hello q7canary" },
    ]);
    const returning = json({
      start: ({ user, thread, send }) => {
        send("JOIN t1");
        return { user, thread };
      },
    });
    expect(returning.start(intent)).toEqual([
      "JOIN t1",
      '{"user":{"id":"amy","name":"Amy"},"thread":"t1"}',
    ]);
  });

  test("a mapping may have no cancel, but must start", () => {
    expect(json({ cancel: () => undefined }).cancel(intent)).toEqual([]);
    expect(() => json({ start: () => undefined }).start(intent)).toThrow(
      new HarnessError("bad-config", "The dialect's `start` sent nothing."),
    );
  });

  test("what is no JSON is the config's fault", () => {
    const dialect = json({ start: () => ({ n: 1n }) });
    expect(() => dialect.start(intent)).toThrow(
      new HarnessError("bad-config", "The dialect's `start` sent a value that is no JSON."),
    );
  });
});

test("promises nothing unless told so", () => {
  expect(json().description).toEqual({
    name: "json",
    provides: {
      welcome: "optional",
      acceptance: "optional",
      user: "optional",
      thread: "optional",
      eventId: "optional",
      seq: "optional",
      timestamp: "optional",
    },
    eventIds: "undeclared",
  });
  const told = json({ provides: { welcome: "always", seq: "never" }, eventIds: "run" });
  expect(told.description.provides).toMatchObject({ welcome: "always", seq: "never" });
  expect(told.description.eventIds).toBe("run");
});

function parsed(message: Outgoing): unknown {
  return typeof message === "string" ? JSON.parse(message) : message;
}

function onSocket({ http: _beside, ...handshake }: Handshake): Omit<Handshake, "http"> {
  return handshake;
}
