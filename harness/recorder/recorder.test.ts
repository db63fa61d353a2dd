import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Dialect, Message } from "../dialects/dialect.ts";
import { json } from "../dialects/json.ts";
import type { Op } from "../history/op.ts";
import { sampleHeader } from "../history/testing.ts";
import { mintCanary } from "../ownership/canary.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { createHistoryWriter } from "./history-writer.ts";
import type { RecorderLimits } from "./limits.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { CLOSED, UPGRADED } from "./testing.ts";

const KEY = "00112233445566778899aabbccddeeff";
const CANARY = mintCanary(KEY, 1, 0);
const OTHER = mintCanary(KEY, 2, 0);
const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbXkifQ.c2lnbmF0dXJlLW9mLWFteQ";
const FOREIGN_JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJldmUifQ.";
const OPAQUE = "opaque/token+of=bo";
const TOKENS = new Map([
  ["amy", JWT],
  ["bo", OPAQUE],
]);

interface Options {
  readonly dialect?: Dialect;
  readonly times?: readonly number[];
  readonly tokens?: ReadonlyMap<string, string>;
  readonly secrets?: readonly string[];
  readonly limits?: Partial<RecorderLimits>;
}

/** A recorder whose clock shows these times, one a look, and then stands still. */
function recording(options: Options = {}): { readonly ops: Op[]; readonly recorder: Recorder } {
  const ops: Op[] = [];
  const times = [...(options.times ?? [0])];
  let time = 0;
  const recorder = createRecorder({
    clock: () => (time = times.shift() ?? time),
    dialect: options.dialect ?? json(),
    sinks: [{ push: (op) => ops.push(op) }],
    tokens: options.tokens ?? TOKENS,
    ...(options.secrets && { secrets: options.secrets }),
    ...(options.limits && { limits: options.limits }),
  });
  return { ops, recorder };
}

function event(data: unknown, type = "agent_started"): string {
  return JSON.stringify({ type, run_id: "r1", user_id: "amy", seq: 1, data });
}

function receive(text: string, options: Options = {}): Op {
  const { ops, recorder } = recording(options);
  recorder.message(1, "amy", Buffer.from(text), false);
  return only(ops);
}

/** JSON as PHP writes it. */
function slashes(text: string): string {
  return text.replaceAll("/", "\\/");
}

/** JSON as nobody writes it who has nothing to hide. */
function escapes(text: string): string {
  return text.replace(/./g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function only(ops: readonly Op[]): Op {
  expect(ops).toHaveLength(1);
  return ops[0] as Op;
}

/** A dialect that understands every message as these. */
function saying(...messages: readonly Message[]): Dialect {
  return { ...json(), receive: () => messages };
}

describe("stamps", () => {
  test("count without a hole, and time never runs backwards", () => {
    const { ops, recorder } = recording({ times: [1.23456, 0.5, 7] });
    recorder.tick(0.12345);
    recorder.tick(0);
    recorder.fault({ type: "fault", fault: "drain", user: null, connection: null });
    expect(ops).toEqual([
      { index: 0, time: 1.235, type: "tick", lag: 0.123 },
      { index: 1, time: 1.235, type: "tick", lag: 0 },
      { index: 2, time: 7, type: "fault", fault: "drain", user: null, connection: null },
    ]);
  });

  test("the last op counts ops and connections, refused ones too, and nothing follows it", () => {
    const { ops, recorder } = recording();
    recorder.opened(UPGRADED, Buffer.alloc(0));
    recorder.opened(
      { ...UPGRADED, connection: 2, outcome: "rejected", status: 503 },
      Buffer.alloc(0),
    );
    recorder.end("finished");
    recorder.end("failed");
    recorder.tick(0);
    expect(recorder.message(1, "amy", Buffer.from(event({})), false)).toHaveLength(1);
    expect(ops.slice(2)).toEqual([
      { index: 2, time: 0, type: "end", reason: "finished", ops: 3, connections: 2 },
    ]);
  });

  test("every sink is handed every op", () => {
    const first: Op[] = [];
    const second: Op[] = [];
    const recorder = createRecorder({
      clock: () => 0,
      dialect: json(),
      sinks: [{ push: (op) => first.push(op) }, { push: (op) => second.push(op) }],
      tokens: new Map(),
    });
    recorder.sent({
      type: "send",
      connection: 1,
      user: "amy",
      action: "start",
      run: "r1",
      thread: "t1",
      canary: CANARY,
      scheduled: 3,
      outcome: "ok",
    });
    recorder.health({ eventLoopDelayP99: 1, eventLoopDelayMax: 2, maxSendLag: 3, memory: 4 });
    expect(first.map(({ type }) => type)).toEqual(["send", "health"]);
    expect(second).toEqual(first);
  });
});

describe("a message", () => {
  test("that is an event keeps envelope and payload, and its meaning goes back to the crowd", () => {
    const { ops, recorder } = recording();
    const text = event({ agent_name: `for ${CANARY}` });
    const meaning = recorder.message(4, "amy", Buffer.from(text), false);
    const expected = {
      type: "agent_started",
      run: "r1",
      thread: null,
      user: "amy",
      id: null,
      seq: 1,
      at: null,
      data: { agent_name: `for ${CANARY}` },
    };
    expect(meaning).toEqual([{ kind: "event", event: expected }]);
    expect(ops).toEqual([
      {
        index: 0,
        time: 0,
        type: "event",
        connection: 4,
        user: "amy",
        bytes: text.length,
        canaries: [CANARY],
        event: expected,
      },
    ]);
  });

  test("that is no event keeps what it says, and its head as text", () => {
    const text = '{"type":"connection_established","user_id":"amy","session_id":"s1"}';
    expect(receive(text)).toEqual({
      index: 0,
      time: 0,
      type: "frame",
      connection: 1,
      user: "amy",
      kind: "welcome",
      bytes: text.length,
      run: null,
      subject: "amy",
      session: "s1",
      announced: null,
      code: null,
      text,
    });
  });

  test("that says several things becomes several ops, bytes and sightings on the first", () => {
    const one = { type: "a", run: "r", thread: null, user: null, id: null, seq: null, at: null };
    const { ops, recorder } = recording({
      dialect: saying(
        { kind: "accepted", run: "r", announced: 2 },
        { kind: "event", event: { ...one, data: {} } },
        { kind: "pong" },
      ),
    });
    recorder.message(1, "amy", Buffer.from(`x ${OTHER} ${OPAQUE}`), false);
    const place = { time: 0, connection: 1, user: "amy" };
    const nothing = { run: null, subject: null, session: null, announced: null, code: null };
    expect(ops).toEqual([
      {
        ...place,
        ...nothing,
        index: 0,
        type: "frame",
        kind: "accepted",
        run: "r",
        announced: 2,
        bytes: 3 + OTHER.length + OPAQUE.length,
        canaries: [OTHER],
        tokens: ["bo"],
        text: `x ${OTHER} [token of bo]`,
      },
      { ...place, index: 1, type: "event", bytes: 0, part: 1, event: { ...one, data: {} } },
      { ...place, ...nothing, index: 2, type: "frame", kind: "pong", bytes: 0, part: 2, text: "" },
    ]);
  });

  test("in binary is searched, kept as printable text, and means nothing", () => {
    const { ops, recorder } = recording();
    const bytes = Buffer.concat([Buffer.from([0, 0xff, 10]), Buffer.from(CANARY)]);
    expect(recorder.message(1, "amy", bytes, true)).toEqual([]);
    expect(only(ops)).toMatchObject({
      kind: "binary",
      bytes: bytes.length,
      canaries: [CANARY],
      text: `\\u{0}\ufffd\\u{a}${CANARY}`,
    });
  });

  test.each([
    ["nothing", saying()],
    [
      "an exception",
      {
        ...json(),
        receive: () => {
          throw new Error("a mapping of the user's own");
        },
      },
    ],
  ])("of which the dialect makes %s is malformed", (_what, dialect) => {
    expect(receive("x", { dialect })).toMatchObject({
      type: "frame",
      kind: "malformed",
      text: "x",
    });
  });

  test("keeps what it hides from the eye visible, and at most 512 characters", () => {
    expect(receive("a\u0000\u202e\ud83d\ude00\u2028z")).toMatchObject({
      text: "a\\u{0}\\u{202e}\ud83d\ude00\\u{2028}z",
    });
    const long = receive(`${"x".repeat(511)}\ud83d\ude00`);
    expect(long).toMatchObject({ text: "x".repeat(511) });
  });
});

describe("control frames, closes and handshakes", () => {
  test("are searched in full before they are cut and made printable", () => {
    const { ops, recorder } = recording();
    const reason = `bye\n${"é".repeat(300)}`;
    recorder.opened(
      { ...UPGRADED, outcome: "rejected", status: 403, reason: `no: ${OPAQUE}` },
      Buffer.from(`x-user: bo\r\nx-note: ${OTHER}\r\n\r\n${OPAQUE}`),
    );
    recorder.control(1, "amy", "ping", Buffer.from(CANARY));
    recorder.control(1, "amy", "pong", Buffer.alloc(0));
    recorder.closed({ ...CLOSED, code: 1008, reason }, Buffer.from(`${reason}${CANARY}`));
    expect(ops).toMatchObject([
      { type: "open", reason: "no: [token of bo]", canaries: [OTHER], tokens: ["bo"] },
      { type: "frame", kind: "control-ping", bytes: CANARY.length, canaries: [CANARY] },
      { type: "frame", kind: "control-pong", bytes: 0, text: "" },
      { type: "close", code: 1008, reason: `bye\\u{a}${"é".repeat(192)}`, canaries: [CANARY] },
    ]);
    expect(ops[2]).not.toHaveProperty("canaries");
  });
});

describe("tokens", () => {
  test.each([
    ["in a payload", event({ note: `it is ${JWT}.` })],
    ["deep in a payload", event({ list: [{ deeper: [OPAQUE] }] })],
    ["as a key of a payload", event({ [OPAQUE]: 1 })],
    ["with escaped slashes", event({ note: "HERE" }).replace("HERE", slashes(OPAQUE))],
    ["escaped throughout", event({ note: "HERE" }).replace("HERE", escapes(OPAQUE))],
    ["in base64", event({ note: Buffer.from(`x${OPAQUE}`).toString("base64") })],
    ["as a type", event({}, OPAQUE)],
    ["as a run", JSON.stringify({ type: "agent_started", run_id: JWT, data: {} })],
    ["as a user", JSON.stringify({ type: "connection_established", user_id: OPAQUE })],
    ["as a session", JSON.stringify({ type: "connection_established", session_id: JWT })],
    ["as an error code", JSON.stringify({ type: "error", code: OPAQUE })],
    ["in no JSON at all", `hello ${OPAQUE}`],
    ["in an unknown message, escaped", `{"type":"?","x":"${slashes(OPAQUE)}"}`],
    ["in an unknown message, escaped throughout", `{"type":"?","x":"${escapes(JWT)}"}`],
    ["across the cut of a long message", "x".repeat(500) + JWT],
    ["of nobody we know", event({ note: FOREIGN_JWT })],
    ["of nobody we know, escaped", event({ note: "HERE" }).replace("HERE", escapes(FOREIGN_JWT))],
  ])("%s never reach the history file", async (_where, text) => {
    const path = join(temporaryFolder(), "history.ndjson");
    const writer = createHistoryWriter(path, sampleHeader, (error) => expect.fail(error.message));
    const recorder = createRecorder({
      clock: () => 0,
      dialect: json(),
      sinks: [writer],
      tokens: TOKENS,
    });
    recorder.message(1, "amy", Buffer.from(text), false);
    recorder.message(1, "amy", Buffer.from(text), true);
    recorder.control(1, "amy", "ping", Buffer.from(text));
    recorder.opened({ ...UPGRADED, outcome: "rejected", reason: text }, Buffer.from(text));
    recorder.closed({ ...CLOSED, reason: text }, Buffer.from(text));
    await writer.close();
    const written = readFileSync(path, "utf8");
    expect(written.split("\n")).toHaveLength(7);
    const readable = written.replaceAll("\\\\", "\\");
    const base64 = Buffer.from(`x${OPAQUE}`).toString("base64").slice(4, -4);
    const plain = [JWT.slice(0, 12), JWT.slice(JWT.lastIndexOf(".") + 1), FOREIGN_JWT, OPAQUE];
    for (const secret of [...plain, base64, slashes(OPAQUE), escapes(OPAQUE), escapes(JWT)]) {
      expect(readable).not.toContain(secret);
    }
  });

  test("of which the end of a reason shows but a part are kept out as well", () => {
    const { ops, recorder } = recording();
    const reason = `refused: ${JWT}`.slice(0, 60);
    recorder.opened({ ...UPGRADED, outcome: "rejected", reason }, Buffer.from(reason));
    recorder.closed({ ...CLOSED, reason: `no ${JWT.slice(0, 19)}` }, Buffer.alloc(0));
    expect(ops).toMatchObject([{ reason: "refused: [jwt]" }, { reason: "no [jwt]" }]);
  });

  test.each([
    ["slashes", slashes(OPAQUE)],
    ["everything", escapes(OPAQUE)],
  ])("are sighted where JSON escapes %s", (_what, hidden) => {
    const text = event({ note: "HERE" }).replace("HERE", hidden);
    expect(receive(text)).toMatchObject({ tokens: ["bo"] });
    expect(receive(`no JSON: ${hidden}`)).toMatchObject({ tokens: ["bo"] });
  });

  test("are sighted under their user's name", () => {
    expect(receive(event({ note: OPAQUE }))).toMatchObject({
      tokens: ["bo"],
      event: { data: { note: "[token of bo]" } },
    });
  });

  test("are all sighted, one behind JSON's escapes beside one that is plain", () => {
    const text = event({ note: `${JWT} HERE` }).replace("HERE", slashes(OPAQUE));
    expect(receive(text)).toMatchObject({ tokens: ["amy", "bo"] });
  });

  test("that are nothing but the user's id are no secret: ids stay what they are", () => {
    const tokens = new Map([["user-0001", "user-0001"]]);
    const text = JSON.stringify({ type: "agent_started", user_id: "user-0001", data: {} });
    const op = receive(text, { tokens });
    expect(op).toMatchObject({ event: { user: "user-0001" } });
    expect(op).not.toHaveProperty("tokens");
  });

  test("that several users share are kept out, and name nobody", () => {
    const tokens = new Map([
      ["amy", "shared-token"],
      ["bo", "shared-token"],
    ]);
    const op = receive(event({ note: "shared-token" }), { tokens });
    expect(op).toMatchObject({ event: { data: { note: "[token of several users]" } } });
    expect(op).not.toHaveProperty("tokens");
  });
});

test("a secret that is no user's token is kept out of a plain event, and sights nobody", () => {
  const secrets = ["password-of-the-address"];
  const op = receive(event({ note: `it is ${secrets[0]}` }), { secrets });
  expect(op).toMatchObject({ event: { data: { note: "it is [secret]" } } });
  expect(op).not.toHaveProperty("tokens");
  const innocent = { note: "it is nothing" };
  expect(receive(event(innocent), { secrets })).toMatchObject({ event: { data: innocent } });
});

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
