import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HarnessError } from "../errors/harness-error.ts";
import type { Message } from "./dialect.ts";
import { json } from "./json.ts";

describe("receive", () => {
  test("reads an event", () => {
    const text = JSON.stringify({
      type: "agent_thinking",
      run_id: "r1",
      thread_id: "t1",
      user_id: "amy",
      event_id: "e2",
      seq: 2,
      timestamp: 1_700_000_000_123,
      data: { reasoning: "hm" },
    });
    expect(receive(text)).toEqual([
      {
        kind: "event",
        event: {
          type: "agent_thinking",
          run: "r1",
          thread: "t1",
          user: "amy",
          id: "e2",
          seq: 2,
          at: 1_700_000_000_123,
          data: { reasoning: "hm" },
        },
      },
    ]);
  });

  test("an event may leave out everything optional", () => {
    expect(receive('{"type":"agent_error","run_id":"r1"}')).toEqual([
      { kind: "event", event: { ...nothing, type: "agent_error", run: "r1" } },
    ]);
  });

  test.each([
    [
      { type: "connection_established", user_id: "amy", session_id: "s1" },
      { kind: "welcome", subject: "amy", session: "s1" },
    ],
    [
      { type: "run_accepted", run_id: "r1", events: 5 },
      { kind: "accepted", run: "r1", announced: 5 },
    ],
    [
      { type: "run_cancelled", run_id: "r1" },
      { kind: "cancelled", run: "r1" },
    ],
    [
      { type: "gap", run_id: "r1", from: 2, to: 3 },
      { kind: "gap", run: "r1" },
    ],
    [
      { type: "error", code: 42, message: "no", run_id: "r1" },
      { kind: "error", run: "r1", code: "42" },
    ],
    [{ type: "error", message: "no" }, { kind: "error" }],
    [{ type: "ping" }, { kind: "ping" }],
    [{ type: "pong" }, { kind: "pong" }],
    [
      { type: "weather", run_id: "r1" },
      { kind: "unknown", run: "r1" },
    ],
    [{ type: "constructor" }, { kind: "unknown" }],
    [{ type: "__proto__" }, { kind: "unknown" }],
    [{ type: ["agent_started"] }, { kind: "unknown" }],
    [{ run_id: "r1" }, { kind: "unknown", run: "r1" }],
    [{ type: "run_accepted", run_id: { a: 1 }, events: "many" }, { kind: "accepted" }],
  ])("takes %j for %j", (frame, message) => {
    expect(receive(JSON.stringify(frame))).toEqual([message]);
  });

  test("maps fields by dotted path, and types by name", () => {
    const mapped = json({
      receive: {
        type: "event",
        user: "meta.uid",
        run: "id",
        data: "body.payload",
        types: { agent_started: "start", agent_thinking: ["think", "ponder"], ping: "hb" },
      },
    });
    const start = {
      event: "start",
      id: 7,
      meta: { uid: "amy" },
      body: { payload: { agent_name: "a" } },
    };
    expect(mapped.receive(JSON.stringify(start))).toEqual([
      {
        kind: "event",
        event: {
          ...nothing,
          type: "agent_started",
          run: "7",
          user: "amy",
          data: { agent_name: "a" },
        },
      },
    ]);
    expect(mapped.receive('{"event":"ponder","meta":"x"}')).toEqual([
      { kind: "event", event: { ...nothing, type: "agent_thinking" } },
    ]);
    expect(mapped.receive('{"event":"hb"}')).toEqual([{ kind: "ping" }]);
    expect(mapped.receive('{"event":"agent_started"}')).toEqual([{ kind: "unknown" }]);
    expect(mapped.receive('{"event":"agent_completed"}')).toEqual([
      { kind: "event", event: { ...nothing, type: "agent_completed" } },
    ]);
  });

  test("a server's own name beats ours: its `error` may be an event", () => {
    const mapped = json({ receive: { types: { agent_error: "error" } } });
    expect(mapped.receive('{"type":"error","run_id":"r1","data":{"code":"x"}}')).toEqual([
      { kind: "event", event: { ...nothing, type: "agent_error", run: "r1", data: { code: "x" } } },
    ]);
  });

  test("two types under one name are the config's fault", () => {
    expect(() => json({ receive: { types: { agent_started: "e", agent_thinking: "e" } } })).toThrow(
      new HarnessError(
        "bad-config",
        'dialect.receive.types: "e" is the name of two message types.',
      ),
    );
  });

  test("a payload among the envelope's fields is told apart from them", () => {
    const flat = json({ receive: { data: "." } });
    const text =
      '{"type":"agent_error","run_id":"r1","event_id":"e","code":"x","__proto__":{"a":1}}';
    const payload = JSON.parse('{"code":"x","__proto__":{"a":1}}') as Record<string, unknown>;
    expect(flat.receive(text)).toEqual([
      {
        kind: "event",
        event: { ...nothing, type: "agent_error", run: "r1", id: "e", data: payload },
      },
    ]);
    expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
  });

  test("knows the event types of another contract", () => {
    expect(json({ events: ["token"] }).receive('{"type":"token","run_id":"r"}')).toEqual([
      { kind: "event", event: { ...nothing, type: "token", run: "r" } },
    ]);
    expect(json({ events: ["token"] }).receive('{"type":"agent_started"}')).toEqual([
      { kind: "unknown" },
    ]);
  });

  test.each([
    ["no text at all", "", "malformed"],
    ["half an object", '{"type":', "malformed"],
    ["an empty list", "[]", "unknown"],
    ["a list without a message", "[1,[{}],null]", "unknown"],
    ["null", "null", "unknown"],
    ["a number", "1", "unknown"],
    ["a text", '"agent_started"', "unknown"],
    ["5,000 levels", nested(5_000), "unknown"],
    ["a million levels", nested(1_000_000), "unknown"],
    [
      "many brackets, but flat",
      JSON.stringify({ data: Array.from({ length: 99 }, () => ({})) }),
      "unknown",
    ],
    ["brackets in a text", JSON.stringify({ data: "[".repeat(5_000) }), "unknown"],
  ])("%s", (_name, text, kind) => {
    expect(receive(text)).toEqual([{ kind }]);
  });

  test.each([
    ["64", 64, false],
    ["65", 65, true],
    ["5,000", 5_000, true],
  ])("an event of %s levels is received, as far as they are taken", (_name, levels, isCut) => {
    const text = `{"type":"agent_started","run_id":"r","data":${nested(levels - 1)}}`;
    const [message, ...others] = receive(text);
    expect(message).toMatchObject({ kind: "event", event: { type: "agent_started", run: "r" } });
    expect(others).toEqual([]);
    const depth = JSON.stringify(message).split('{"a":').length - 1;
    expect([depth, JSON.stringify(message).includes('{"a":"…"}')]).toEqual([
      Math.min(levels - 2, 63),
      isCut,
    ]);
  });

  test("a level too deep under a key like __proto__ changes nothing but itself", () => {
    const deep = `${'{"__proto__":'.repeat(70)}{}${"}".repeat(70)}`;
    const [message] = receive(`{"type":"agent_started","data":${deep}}`);
    expect(JSON.stringify(message)).toContain('{"__proto__":"…"}');
    expect(Object.keys({})).toEqual([]);
  });

  test("of a key that stands twice, the last one counts", () => {
    expect(receive('{"type":"ping","type":"pong"}')).toEqual([{ kind: "pong" }]);
  });

  test("a payload that is no object is kept", () => {
    expect(receive('{"type":"agent_error","data":["a"]}')).toEqual([
      { kind: "event", event: { ...nothing, type: "agent_error", data: { value: ["a"] } } },
    ]);
  });

  test("never throws, and always says something", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), frames()), (text) => {
        expect(receive(text).length).toBeGreaterThan(0);
      }),
    );
  });
});

test("what is never said is not read, unless it is said where it stands", () => {
  const text = JSON.stringify({
    type: "agent_started",
    run_id: "r",
    thread_id: "t",
    user_id: 42,
    event_id: "e",
    seq: 1,
    timestamp: 1_700_000_000_000,
  });
  const never = {
    user: "never",
    thread: "never",
    eventId: "never",
    seq: "never",
    timestamp: "never",
  } as const;
  const heard = (options: Parameters<typeof json>[0]) => json(options).receive(text)[0];
  expect(heard({ provides: never })).toMatchObject({ event: { ...nothing, run: "r" } });
  expect(heard({ provides: never, receive: { user: "user_id" } })).toMatchObject({
    event: { user: "42", thread: null },
  });
});

const nothing = { run: null, thread: null, user: null, id: null, seq: null, at: null, data: {} };

function nested(levels: number): string {
  return `${'{"a":'.repeat(levels - 1)}{}${"}".repeat(levels - 1)}`;
}

/** Objects with our keys and anything as their values. */
function frames(): fc.Arbitrary<string> {
  const type = fc.constantFrom("agent_started", "run_accepted", "error", "connection_established");
  const anything = fc.jsonValue();
  const fields = fc.record(
    {
      type: fc.oneof(type, anything),
      run_id: anything,
      user_id: anything,
      event_id: anything,
      seq: anything,
      timestamp: anything,
      data: anything,
      events: anything,
      code: anything,
    },
    { requiredKeys: [] },
  );
  return fields.map((value) => JSON.stringify(value));
}

function receive(text: string): readonly Message[] {
  return json().receive(text);
}
