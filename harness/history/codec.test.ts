import * as fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { decodeHeader, decodeOp, encodeLine } from "./codec.ts";
import type { EventOp, FrameKind, Op } from "./op.ts";
import { sampleHeader as header } from "./testing.ts";

const started: EventOp = {
  type: "event",
  index: 7,
  time: 12.345,
  connection: 2,
  user: "amy",
  bytes: 120,
  event: {
    type: "agent_started",
    run: "r1",
    thread: "t1",
    user: "amy",
    id: "e1",
    seq: 1,
    at: 1_700_000_000_000,
    data: { agent_name: "planner" },
  },
};

const name = fc.string({ unit: "binary" });
const nameOrNull = fc.option(name);
const whole = fc.nat();
const time = fc.double({ min: 0, max: 1e9, noNaN: true }).map(Math.abs);
const stamp = { index: whole, time };
const onConnection = { ...stamp, connection: whole, user: nameOrNull };
const sightings = { canaries: fc.array(name), tokens: fc.array(name) };
/** A record, as an object literal makes it. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model, { noNullPrototype: true });
const perhaps = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model, { requiredKeys: [], noNullPrototype: true });

/** What JSON can carry: `-0` becomes 0 in it, and the recorder never writes one. */
const payload = fc
  .dictionary(
    fc.oneof(name, fc.constantFrom("__proto__", "constructor", "toJSON", "\ud800")),
    fc.jsonValue({ noUnicodeString: false }),
  )
  .map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>);

const plus = <A extends object, B extends object>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>) =>
  fc.tuple(a, b).map(([left, right]): A & B => ({ ...left, ...right }));

const anyOp: fc.Arbitrary<Op> = fc.oneof(
  plus(
    record({
      ...onConnection,
      type: fc.constant("open" as const),
      role: fc.constantFrom("user" as const, "sentinel" as const, "probe" as const),
      outcome: fc.constantFrom("open" as const, "rejected" as const, "failed" as const),
      status: fc.option(whole),
      reason: nameOrNull,
      took: time,
    }),
    perhaps({ ...sightings, probe: name }),
  ),
  plus(
    record({
      ...onConnection,
      type: fc.constant("close" as const),
      code: whole,
      reason: name,
      by: fc.constantFrom("harness" as const, "server" as const, "network" as const),
      frames: whole,
      bytes: whole,
    }),
    perhaps(sightings),
  ),
  record({
    ...onConnection,
    type: fc.constant("send" as const),
    action: fc.constantFrom("start" as const, "cancel" as const, "login" as const, "ping" as const),
    run: nameOrNull,
    thread: nameOrNull,
    canary: nameOrNull,
    scheduled: time,
    outcome: fc.constantFrom("ok" as const, "info" as const, "fail" as const),
  }),
  plus(
    record({
      ...onConnection,
      type: fc.constant("event" as const),
      bytes: whole,
      event: record({
        type: name,
        run: nameOrNull,
        thread: nameOrNull,
        user: nameOrNull,
        id: nameOrNull,
        seq: fc.option(whole),
        at: fc.option(time),
        data: payload,
      }),
    }),
    perhaps({ ...sightings, part: whole, truncated: fc.constant(true as const) }),
  ),
  plus(
    record({
      ...onConnection,
      type: fc.constant("frame" as const),
      kind: fc.constantFrom<FrameKind>("welcome", "gap", "unknown", "binary", "control-ping"),
      bytes: whole,
      run: nameOrNull,
      subject: nameOrNull,
      session: nameOrNull,
      announced: fc.option(whole),
      code: nameOrNull,
      text: name,
    }),
    perhaps({ ...sightings, part: whole }),
  ),
  record({
    ...stamp,
    type: fc.constant("fault" as const),
    fault: name,
    user: nameOrNull,
    connection: fc.option(whole),
  }),
  record({ ...stamp, type: fc.constant("tick" as const), lag: time }),
  record({
    ...stamp,
    type: fc.constant("health" as const),
    eventLoopDelayP99: time,
    eventLoopDelayMax: time,
    maxSendLag: time,
    memory: whole,
  }),
  record({
    ...stamp,
    type: fc.constant("end" as const),
    reason: fc.constantFrom("finished" as const, "interrupted" as const, "target-lost" as const),
    ops: whole,
    connections: whole,
  }),
);

describe("an op in a line", () => {
  test("comes back as it went in, whatever text it holds, and fills exactly one line", () => {
    fc.assert(
      fc.property(anyOp, (op) => {
        const line = encodeLine(op);
        expect(line).not.toContain("\n");
        expect(line.isWellFormed()).toBe(true);
        const decoded = decodeOp(line, 2);
        expect(JSON.stringify(decoded)).toBe(line);
        expect(isDeepStrictEqual(decoded, op)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("keeps __proto__ as a plain key, at every depth, and touches no prototype", () => {
    const data = JSON.parse('{"__proto__":{"admin":true},"in":{"__proto__":1}}') as Record<
      string,
      unknown
    >;
    const op = { ...started, event: { ...started.event, data } };
    const decoded = decodeOp(encodeLine(op), 2);
    expect(JSON.stringify(decoded)).toBe(JSON.stringify(op));
    expect(Object.hasOwn(op.event.data, "__proto__")).toBe(true);
    expect("admin" in {}).toBe(false);
  });

  test("cut off anywhere is damage with its line number, not a crash", () => {
    const line = encodeLine(started);
    for (let length = 0; length < line.length; length += 1) {
      expect(decodeOp(line.slice(0, length), 9)).toEqual({
        type: "damaged",
        line: 9,
        reason: "not a JSON object",
      });
    }
  });

  test("of a type that a later version may write is damage that names it", () => {
    expect(decodeOp('{"type":"teleport","index":3,"time":1}', 5)).toEqual({
      type: "damaged",
      line: 5,
      reason: 'unknown type of op: "teleport"',
    });
    expect(decodeOp('{"type":"toString"}', 5)).toMatchObject({ type: "damaged" });
    expect(decodeOp("{}", 5)).toMatchObject({ reason: "unknown type of op: missing" });
  });

  test("with further fields is read: later versions may add some", () => {
    const line = JSON.stringify({ ...started, mood: "good" });
    expect(decodeOp(line, 2)).toEqual({ ...started, mood: "good" });
  });

  test.each([
    ["null", "not a JSON object"],
    ["[]", "not a JSON object"],
    [JSON.stringify({ ...started, index: -1 }), "index must be a whole number, and is -1"],
    [JSON.stringify({ ...started, index: 1.5 }), "index must be a whole number, and is 1.5"],
    [JSON.stringify({ ...started, time: null }), "time must be a number, and is null"],
    [JSON.stringify({ ...started, user: 7 }), "user must be a text or null, and is 7"],
    [
      JSON.stringify({ ...started, canaries: ["a", 1] }),
      "canaries must be a list, each a text, and is a list",
    ],
    [
      JSON.stringify({ ...started, event: { ...started.event, data: [] } }),
      "event must be an object with type, run, thread, user, id, seq, at, data, and is an object",
    ],
    [
      '{"type":"send","index":0,"time":0,"connection":1,"user":null,"action":"shout"}',
      'action must be one of start, cancel, login, ping, and is "shout"',
    ],
    ['{"type":"tick","index":0,"time":0}', "lag must be a number, and is missing"],
  ])("%s is damage: %s", (line, reason) => {
    expect(decodeOp(line, 4)).toEqual({ type: "damaged", line: 4, reason });
  });
});

describe("a header in a line", () => {
  test("comes back as it went in", () => {
    expect(decodeHeader(encodeLine(header))).toStrictEqual(header);
  });

  test("without a guarantee that the writing version did not know has it off", () => {
    const { clock: _clock, ...claims } = header.claims;
    const line = JSON.stringify({ ...header, claims });
    expect(decodeHeader(line)).toEqual({ ...header, claims: { ...header.claims, clock: "off" } });
  });

  test.each([
    ["nothing at all", "", "not a JSON object"],
    ["an op", encodeLine(started), "its first line is no header of a Quintet history"],
    ["a later format", change({ quintet: 2 }), "it is of format 2, which a later Quintet wrote"],
    ["a format that never was", change({ quintet: 0 }), "quintet must be 1, and is 0"],
    ["no nonce", change({ nonce: undefined }), "nonce must be a text, and is missing"],
    ["a broken grammar", withGrammar('{"sequence":[{"two":"a"}]}'), "contract must be"],
    ["a bottomless grammar", withGrammar(nested(5_000)), "contract must be"],
    ["a claim of no kind", change({ claims: { order: "maybe" } }), "claims must be"],
  ])("with %s is damage", (_what, line, reason) => {
    expect(decodeHeader(line)).toEqual({
      type: "damaged",
      line: 1,
      reason: expect.stringContaining(reason),
    });
  });
});

function change(fields: object): string {
  return JSON.stringify({ ...header, ...fields });
}

function withGrammar(grammar: string): string {
  return change({ contract: { ...header.contract, grammar: "HERE" } }).replace('"HERE"', grammar);
}

function nested(levels: number): string {
  return '{"min":0,"max":1,"repeat":'.repeat(levels) + '{"one":"a"}' + "}".repeat(levels);
}
