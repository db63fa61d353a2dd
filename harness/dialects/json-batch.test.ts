import { describe, expect, test } from "vitest";
import type { Message } from "./dialect.ts";
import { json } from "./json.ts";
import { MAX_PARTS } from "./json-unwrap.ts";

/** Kind, and type, run and id where it is an event. */
function told(messages: readonly Message[]) {
  return messages.map((message) =>
    message.kind === "event"
      ? [message.event.type, message.event.run, message.event.id]
      : [message.kind],
  );
}

function event(type: string, more: object = {}) {
  return { type, run_id: "r1", ...more };
}

const FOUR = [event("agent_started"), event("agent_thinking", { run_id: "r2" }), { a: 1 }];
const TOLD = [["agent_started", "r1", null], ["agent_thinking", "r2", null], ["unknown"]];

describe("several messages in one text", () => {
  test("in a list", () => {
    expect(told(json().receive(JSON.stringify(FOUR)))).toEqual(TOLD);
  });

  test.each(["\n", "\r\n", "\n\n"])("one a line, after %j", (end) => {
    const text = FOUR.map((each) => JSON.stringify(each) + end).join("");
    expect(told(json().receive(text))).toEqual(TOLD);
  });

  test("one a line, of which one is damaged", () => {
    const [first, second] = FOUR.map((each) => JSON.stringify(each));
    expect(told(json().receive(`${first}\n{"type":\n${second}`))).toEqual([
      ["agent_started", "r1", null],
      ["malformed"],
      ["agent_thinking", "r2", null],
    ]);
  });

  test("a page of many lines is one malformed message", () => {
    expect(json().receive("<html>\n<body>502</body>\n</html>\n")).toEqual([{ kind: "malformed" }]);
  });

  test("no more than there is room for", () => {
    const many = Array.from({ length: MAX_PARTS + 5 }, () => ({ type: "pong" }));
    for (const text of [
      JSON.stringify(many),
      many.map((each) => JSON.stringify(each)).join("\n"),
    ]) {
      const messages = json().receive(text);
      expect(messages).toHaveLength(MAX_PARTS + 1);
      expect(messages.at(-2)).toEqual({ kind: "pong" });
      expect(messages.at(-1)).toEqual({ kind: "malformed" });
    }
  });
});

describe("a message inside another", () => {
  const wrapped = json({ receive: { envelope: ["payload.event", "data"] } });
  const receive = (message: unknown) => wrapped.receive(JSON.stringify(message));

  test("is read, and what it leaves out is sought around it", () => {
    const inner = { type: "agent_started", data: { agent_name: "a" } };
    const around = { run_id: "r1", user_id: "amy", event_id: "e1", seq: 4, timestamp: 1.5e12 };
    expect(receive({ type: "message", ...around, payload: { event: inner } })).toEqual([
      {
        kind: "event",
        event: {
          type: "agent_started",
          run: "r1",
          thread: null,
          user: "amy",
          id: "e1",
          seq: 4,
          at: 1.5e12,
          data: { agent_name: "a" },
        },
      },
    ]);
  });

  test("says itself what it says", () => {
    const inner = { type: "agent_started", run_id: "r2", event_id: "e2" };
    expect(told(receive({ type: "m", run_id: "r1", event_id: "e1", data: inner }))).toEqual([
      ["agent_started", "r2", "e2"],
    ]);
  });

  test("inside a third one", () => {
    const inner = { type: "agent_started", run_id: "r1" };
    expect(told(receive({ data: { type: "queue", data: { type: "box", data: inner } } }))).toEqual([
      ["agent_started", "r1", null],
    ]);
  });

  test("as a text of JSON", () => {
    expect(told(receive({ type: "m", data: JSON.stringify(event("agent_started")) }))).toEqual([
      ["agent_started", "r1", null],
    ]);
  });

  test("in a list, whose ids and numbers are not those of its parts", () => {
    const message = {
      type: "batch",
      run_id: "r1",
      event_id: "b7",
      seq: 7,
      data: [{ type: "agent_started" }, { type: "agent_thinking", event_id: "e2" }],
    };
    expect(told(receive(message))).toEqual([
      ["agent_started", "r1", null],
      ["agent_thinking", "r1", "e2"],
    ]);
  });

  test("in lists by type", () => {
    const data = { agent_started: [{ run_id: "r1" }], agent_thinking: [{ run_id: "r2" }, {}] };
    expect(told(receive({ type: "event_batch", run_id: "r3", data }))).toEqual([
      ["agent_started", "r1", null],
      ["agent_thinking", "r2", null],
      ["agent_thinking", "r3", null],
    ]);
  });

  test("is not sought in a message of a known type: its payload is its own", () => {
    const data = { type: "agent_completed", run_id: "r9" };
    expect(receive({ type: "agent_thinking", run_id: "r1", data })).toMatchObject([
      { kind: "event", event: { type: "agent_thinking", run: "r1", data } },
    ]);
  });

  test.each([
    ["nothing", undefined],
    ["a text", "soon"],
    ["half a text of JSON", '{"type":'],
    ["an object without a type", { a: 1 }],
    ["an object of nothing", {}],
  ])("is not there when the envelope holds %s", (_name, data) => {
    expect(receive({ type: "note", run_id: "r1", data })).toEqual([{ kind: "unknown", run: "r1" }]);
  });

  test("of a type that nobody knows is unknown", () => {
    expect(receive({ type: "note", data: { type: "weather", run_id: "r1" } })).toEqual([
      { kind: "unknown", run: "r1" },
    ]);
  });

  test("is sought four envelopes deep, and no deeper", () => {
    const nest = (levels: number): object =>
      levels === 0 ? event("agent_started") : { type: "box", data: nest(levels - 1) };
    expect(told(receive(nest(4)))).toEqual([["agent_started", "r1", null]]);
    expect(told(receive(nest(5)))).toEqual([["unknown"]]);
  });
});

test("without an envelope, no message is sought in another", () => {
  expect(json().receive('{"type":"m","data":{"type":"agent_started","run_id":"r"}}')).toEqual([
    { kind: "unknown" },
  ]);
});

test("of several paths the first counts at which something stands", () => {
  const dialect = json({ receive: { run: ["run_id", "payload.run_id"], data: ["payload", "."] } });
  expect(
    dialect.receive('{"type":"agent_started","run_id":"","payload":{"run_id":"r1"}}'),
  ).toMatchObject([{ event: { run: "r1", data: { run_id: "r1" } } }]);
  expect(dialect.receive('{"type":"agent_started","run_id":"r2","agent_name":"a"}')).toMatchObject([
    { event: { run: "r2", data: { agent_name: "a" } } },
  ]);
});
