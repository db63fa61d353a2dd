import { describe, expect, test } from "vitest";
import { json } from "../dialects/json.ts";
import type { Op } from "../history/op.ts";
import { createRecorder } from "./recorder.ts";
import {
  CANARY,
  CLOSED,
  event,
  only,
  OPAQUE,
  OTHER,
  receive,
  recording,
  saying,
  UPGRADED,
} from "./testing.ts";

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
