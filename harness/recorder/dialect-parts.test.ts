import { expect, test } from "vitest";
import { json, type JsonOptions } from "../dialects/json.ts";
import type { Answered } from "../history/witness.ts";
import type { Op } from "../history/op.ts";
import { recording } from "./testing.ts";

const TOKEN = "a-token-of-some-length";

function recorded(
  data: Buffer,
  options: JsonOptions,
  { binary = false, answered }: { binary?: boolean; answered?: Answered } = {},
): readonly Op[] {
  const tokens = new Map([["amy", TOKEN]]);
  const { ops, recorder } = recording({ dialect: json(options), tokens });
  recorder.message(1, "amy", data, binary, answered);
  return ops;
}

const EVENT = Buffer.from('{"type":"agent_started","run_id":"r1"}');

test("a binary message of UTF-8 is read where the dialect says so, and counted as it came", () => {
  expect(recorded(EVENT, { binary: "utf8" }, { binary: true })).toMatchObject([
    { type: "event", bytes: EVENT.length, event: { type: "agent_started", run: "r1" } },
  ]);
  expect(recorded(EVENT, {}, { binary: true })).toMatchObject([{ type: "frame", kind: "binary" }]);
});

test("what is no UTF-8 stays binary", () => {
  const bytes = Buffer.concat([EVENT, Buffer.from([0xff, 0xfe])]);
  expect(recorded(bytes, { binary: "utf8" }, { binary: true })).toMatchObject([
    { type: "frame", kind: "binary" },
  ]);
});

test("the server's own id of a run stands beside ours, without a token in it", () => {
  const options = { receive: { request: "ref" } };
  const event = { type: "agent_started", ref: "r1", run_id: "srv-1" };
  expect(recorded(Buffer.from(JSON.stringify(event)), options)).toMatchObject([
    { type: "event", event: { run: "r1" }, alias: "srv-1" },
  ]);
  const frame = { type: "run_accepted", ref: "r1", run_id: `srv ${TOKEN}` };
  expect(recorded(Buffer.from(JSON.stringify(frame)), options)).toMatchObject([
    { type: "frame", kind: "accepted", run: "r1", alias: "srv [token of amy]" },
  ]);
  expect(recorded(EVENT, options)[0]).not.toHaveProperty("alias");
});

test("the body of an answer is a message of the run that was asked about", () => {
  const answered = { run: "r1", action: "start", status: 202 } as const;
  expect(recorded(Buffer.from('{"run_id":"srv-1"}'), {}, { answered })).toMatchObject([
    { type: "frame", kind: "accepted", run: "r1", alias: "srv-1", bytes: 18 },
  ]);
});
