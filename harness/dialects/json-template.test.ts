import { describe, expect, test } from "vitest";
import { json } from "./json.ts";

const intent = {
  user: { id: "amy", name: "Amy" },
  run: { id: "r1", thread: "t1", canary: "c" },
  prompt: 'c "hello" {run} $& c',
};

describe("messages as data", () => {
  test("the holes of a start are filled, at any depth, and nothing else is touched", () => {
    const dialect = json({
      start: {
        op: "chat",
        n: 1,
        msg: "{prompt}",
        on: [{ id: "{run}/{thread}", who: "{user} {x}" }],
      },
    });
    expect(dialect.start(intent).map((text) => JSON.parse(text as string) as unknown)).toEqual([
      {
        op: "chat",
        n: 1,
        msg: 'c "hello" {run} $& c',
        on: [{ id: "r1/t1", who: "amy {x}" }],
      },
    ]);
  });

  test("a start without the prompt is refused", () => {
    expect(() => json({ start: { op: "chat", id: "{run}" } })).toThrow(
      'The message to start a run holds no {prompt}: {"op":"chat","id":"{run}"}',
    );
  });

  test("a cancel, and an address a user", () => {
    const dialect = json({
      cancel: { op: "stop", id: "{run}" },
      connect: { url: "/ws/{user}?as={user}", headers: { "x-user": "{user}" } },
    });
    expect(dialect.cancel(intent)).toEqual(['{"op":"stop","id":"r1"}']);
    const user = { id: "amy/1", name: "Amy" };
    expect(dialect.connect({ user, token: null }, "ws://127.0.0.1:1/")).toMatchObject({
      url: "ws://127.0.0.1:1/ws/amy%2F1?as=amy%2F1",
      headers: { "x-user": "amy/1" },
    });
  });
});
