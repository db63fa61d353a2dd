import { expect, test } from "vitest";
import type { CloseOp } from "../../history/op.ts";
import { cutOff } from "./cut-off.ts";
import type { Connection, Run, Stream } from "../scene/scene.ts";
import { type Seen, settled, stream } from "../testing/settled-run.ts";

const STARTED = [{ type: "agent_started", time: 5 }] as const;
const refusal = { index: 4, code: "busy" };

/** Of a run on connection 0, whose close is op 50. */
function cut(
  events: readonly Seen[],
  run: Partial<Run> = {},
  close: Partial<CloseOp> | null = null,
  reader: Partial<Stream> = {},
  draining = false,
) {
  const op = { index: 50, connection: 0, code: 1000, by: "server", ...close } as CloseOp;
  const connections = new Map([[op.connection, { close: close && op, draining } as Connection]]);
  const seen: Stream = { ...stream(events), ...reader };
  return cutOff(settled([], { end: "closed", ...run, streams: [seen] }), seen, { connections });
}

test("a run that came to its end was not cut off, whatever came later", () => {
  expect(cut([{ type: "agent_completed", time: 5 }], { refusal }, {})).toBeNull();
});

test("a close in the middle cuts off the rest, and the last event tells how far it came", () => {
  const events = [...STARTED, { type: "agent_thinking", time: 6 }];
  expect(cut(events, {}, {})).toEqual({
    kind: "truncated",
    event: null,
    ops: [50, 11],
    words: {
      what: "the rest",
      proof: "the server closed connection 0 (1000), after agent_thinking",
    },
  });
  expect(cut(STARTED, {}, { by: "network", code: 1006 })?.words.proof).toBe(
    "the network ended connection 0 (1006), after agent_started",
  );
});

test("what is lost in a drain is the tail: that it closes is right", () => {
  expect(cut(STARTED, {}, { code: 1001 }, {}, true)).toMatchObject({
    kind: "tail",
    ops: [50, 10],
    words: {
      proof: "the server closed connection 0 (1001) while it drained, after agent_started",
    },
  });
});

test("a close before the first event cuts off everything", () => {
  expect(cut([], {}, {})).toEqual({
    kind: "truncated",
    event: null,
    ops: [50],
    words: {
      what: "anything",
      proof: "the server closed connection 0 (1000), before its first event",
    },
  });
});

test("an error message cuts off the rest, with its code if it has one", () => {
  expect(cut(STARTED, { refusal, end: "lost" })).toMatchObject({
    kind: "truncated",
    ops: [4, 10],
    words: { proof: "the server answered with an error (busy), after agent_started" },
  });
  const nameless = { refusal: { index: 4, code: null }, end: "lost" } as const;
  expect(cut(STARTED, nameless)?.words.proof).toBe(
    "the server answered with an error, after agent_started",
  );
});

test("what our own close ended, what nothing ended, and what was lost long before were not cut off", () => {
  expect(cut(STARTED, {}, { by: "harness" })).toBeNull();
  expect(cut(STARTED)).toBeNull();
  expect(cut(STARTED, { end: "lost" }, {})).toBeNull();
  expect(cut(STARTED, { connection: 7 }, {})).toBeNull();
});

test("each reader's stream is ended by its own connection", () => {
  const own = { connection: 2 };
  expect(cut(STARTED, {}, {}, own)).toBeNull();
  expect(cut(STARTED, {}, { connection: 2 }, own)?.ops).toEqual([50, 10]);
});

test("a run of which nothing came, although nobody closed, never began", () => {
  const nothing = { kind: "whole-run", event: null };
  expect(cut([], { end: "lost" })).toEqual({
    ...nothing,
    ops: [],
    words: { what: "anything", proof: "nothing came" },
  });
  expect(cut([], { end: "lost", acknowledged: 2 })?.words.proof).toBe(
    "nothing came, although it was acknowledged",
  );
  expect(cut([], { end: "lost", refusal })).toEqual({
    ...nothing,
    ops: [4],
    words: { what: "anything", proof: "the server answered with an error (busy)" },
  });
});
