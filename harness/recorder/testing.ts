import { expect } from "vitest";
import type { Dialect, Message } from "../dialects/dialect.ts";
import { json } from "../dialects/json.ts";
import type { Op, Unstamped } from "../history/op.ts";
import { mintCanary } from "../ownership/canary.ts";
import type { RecorderLimits } from "./limits.ts";
import { createRecorder, type Recorder } from "./recorder.ts";

const KEY = "00112233445566778899aabbccddeeff";

/** Amy's marker, and one of somebody else's. */
export const CANARY = mintCanary(KEY, 1, 0);
export const OTHER = mintCanary(KEY, 2, 0);

/** Amy's token, and bo's. */
export const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbXkifQ.c2lnbmF0dXJlLW9mLWFteQ";
export const OPAQUE = "opaque/token+of=bo";
export const TOKENS: ReadonlyMap<string, string> = new Map([
  ["amy", JWT],
  ["bo", OPAQUE],
]);

/** Ticks, numbered from 0. */
export function ticks(count: number): Op[] {
  return Array.from({ length: count }, (_, index): Op => ({
    index,
    time: index,
    type: "tick",
    lag: 0,
  }));
}

export const UPGRADED: Unstamped<Extract<Op, { type: "open" }>> = {
  type: "open",
  connection: 1,
  user: "amy",
  role: "user",
  outcome: "open",
  status: 101,
  reason: null,
  took: 2,
};

export const CLOSED: Unstamped<Extract<Op, { type: "close" }>> = {
  type: "close",
  connection: 1,
  user: "amy",
  code: 1000,
  reason: "",
  by: "harness",
  frames: 0,
  bytes: 0,
};

interface Options {
  readonly dialect?: Dialect;
  readonly times?: readonly number[];
  readonly tokens?: ReadonlyMap<string, string>;
  readonly secrets?: readonly string[];
  readonly limits?: Partial<RecorderLimits>;
}

/** A recorder whose clock shows these times, one a look, and then stands still. */
export function recording(options: Options = {}): {
  readonly ops: Op[];
  readonly recorder: Recorder;
} {
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

/** A message of the default dialect with this payload. */
export function event(data: unknown, type = "agent_started"): string {
  return JSON.stringify({ type, run_id: "r1", user_id: "amy", seq: 1, data });
}

/** The only op that one message to amy becomes. */
export function receive(text: string, options: Options = {}): Op {
  const { ops, recorder } = recording(options);
  recorder.message(1, "amy", Buffer.from(text), false);
  return only(ops);
}

export function only(ops: readonly Op[]): Op {
  expect(ops).toHaveLength(1);
  return ops[0] as Op;
}

/** A dialect that understands every message as these. */
export function saying(...messages: readonly Message[]): Dialect {
  return { ...json(), receive: () => messages };
}
