import { describe, expect, test } from "vitest";
import { event, only, OPAQUE, OTHER, receive, recording, saying } from "./testing.ts";

describe("hostile payloads", () => {
  test("with a long text are cut, and say so", () => {
    const op = receive(event({ text: "x".repeat(5_000), short: "y" }));
    expect(op).toMatchObject({
      truncated: true,
      event: { data: { text: "x".repeat(4_096), short: "y" } },
    });
  });

  test("within the limits are not said to be cut", () => {
    expect(receive(event({ text: "x".repeat(4_096) }))).not.toHaveProperty("truncated");
    expect(receive(event({ note: OPAQUE }))).not.toHaveProperty("truncated");
  });

  test("with too many keys, too many levels, or too much in all are cut", () => {
    const limits = { entries: 2, depth: 2, payload: 100 };
    expect(receive(event({ a: 1, b: 2, c: 3 }), { limits })).toMatchObject({
      truncated: true,
      event: { data: { a: 1, b: 2 } },
    });
    expect(receive(event({ a: [1, 2, 3] }), { limits })).toMatchObject({
      truncated: true,
      event: { data: { a: [1, 2] } },
    });
    expect(receive(event({ a: { b: { c: 1 }, d: [1] } }), { limits })).toMatchObject({
      truncated: true,
      event: { data: { a: { b: "…", d: "…" } } },
    });
    const op = receive(event({ a: "x".repeat(90), b: "y".repeat(90) }), { limits });
    expect(op).toMatchObject({ truncated: true });
    expect(JSON.stringify(op).length).toBeLessThan(400);
  });

  test("keep __proto__ as a key, and pollute nothing", () => {
    const text = `{"type":"agent_started","data":{"__proto__":{"admin":true},"long":"${"x".repeat(5_000)}"}}`;
    const op = receive(text);
    expect(JSON.stringify(op)).toContain('"data":{"__proto__":{"admin":true},"long":"xxx');
    expect("admin" in {}).toBe(false);
  });

  test("with numbers beyond what JSON carries are the same online and offline", () => {
    const text = '{"type":"agent_started","seq":1,"data":{"a":1e999,"b":-0,"c":[-1e999]}}';
    const op = receive(text);
    expect(op).toMatchObject({ truncated: true, event: { data: { a: null, b: 0, c: [null] } } });
    expect(JSON.parse(JSON.stringify(op))).toEqual(op);
  });

  test("with nothing but a negative zero beyond what JSON carries are so, too", () => {
    const op = receive('{"type":"agent_started","data":{"a":-0}}');
    expect(JSON.parse(JSON.stringify(op))).toEqual(op);
    expect(op).not.toHaveProperty("truncated");
  });

  test("of 5,000 levels, at any place, are recorded within bounds", () => {
    const deep = `${"[".repeat(5_000)}${"]".repeat(5_000)}`;
    const objects = `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`;
    const nested = { ...JSON.parse(`{"list":${deep},"object":${objects}}`) } as Record<
      string,
      unknown
    >;
    const { ops, recorder } = recording({
      dialect: saying({
        kind: "event",
        event: {
          type: "a",
          run: null,
          thread: null,
          user: null,
          id: null,
          seq: null,
          at: null,
          data: nested,
        },
      }),
    });
    recorder.message(1, "amy", Buffer.from(deep), false);
    expect(only(ops)).toMatchObject({ type: "event", bytes: 10_000, truncated: true });
    expect(JSON.stringify(ops).length).toBeLessThan(1_000);
    for (const text of [deep, objects, `{"type":"agent_started","data":${deep}}`]) {
      expect(JSON.stringify(receive(text)).length).toBeLessThan(1_000);
    }
  });

  test("of 8 MB are searched to their last byte and kept within bounds", () => {
    const text = event({ text: `${"x".repeat(8 * 1_024 * 1_024)} ${OTHER} ${OPAQUE}` });
    const op = receive(text);
    expect(op).toMatchObject({
      bytes: text.length,
      canaries: [OTHER],
      tokens: ["bo"],
      truncated: true,
      event: { data: { text: "x".repeat(4_096) } },
    });
    const malformed = receive(text.slice(1));
    expect(malformed).toMatchObject({ kind: "malformed", canaries: [OTHER], tokens: ["bo"] });
    expect(JSON.stringify(malformed).length).toBeLessThan(1_000);
  });

  test("with ids too long to keep stay distinct, and the same ones equal", () => {
    const ids = ["1", "2", "1"].map((tail) => {
      const id = `${"x".repeat(10_000)}${tail}`;
      const op = receive(JSON.stringify({ type: "agent_started", event_id: id, data: {} }));
      return op.type === "event" ? (op.event.id ?? "") : "";
    });
    expect(ids[0]).toHaveLength(256);
    expect(ids[0]).toBe(ids[2]);
    expect(ids[0]).not.toBe(ids[1]);
  });
});
