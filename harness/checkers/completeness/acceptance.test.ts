import { expect, test } from "vitest";
import type { CloseOp } from "../../history/op.ts";
import { isAccepted } from "./acceptance.ts";
import type { Connection, Run } from "../scene/scene.ts";
import { settled, stream } from "../testing/settled-run.ts";

/** Of a run that was sent at 0 and answered by nothing, unless told otherwise. */
function accepted(run: Partial<Run>, on: Partial<Connection> | null = {}): boolean | null {
  const connection = { number: 0, lastHeard: null, close: null, ...on } as Connection;
  const connections = new Map(on === null ? [] : [[0, connection]]);
  return isAccepted(settled([], run), { connections });
}

function closed(by: CloseOp["by"], code: number): boolean | null {
  return accepted({}, { close: { by, code } as CloseOp });
}

const alive = { lastHeard: 2_000 };
const refusal = { index: 3, code: "busy" };

test("a run that was acknowledged or answered is accepted, whatever else was said of it", () => {
  const answered = [stream([]), stream([{ type: "agent_started", time: 5 }])];
  expect(accepted({ acknowledged: 2, refusal })).toBe(true);
  expect(accepted({ streams: answered, refusal })).toBe(true);
  expect(accepted({ acknowledged: 2, fate: "info" }, null)).toBe(true);
});

test("a run that never left, or was refused, is not", () => {
  expect(accepted({ fate: "fail", acknowledged: 2 }, alive)).toBe(false);
  expect(accepted({ refusal }, alive)).toBe(false);
});

test("of a send whose fate nobody knows, or on a connection that nobody knows, nothing follows", () => {
  expect(accepted({ fate: "info" }, alive)).toBeNull();
  expect(accepted({}, null)).toBeNull();
});

test("who spoke on the connection after the send was there, and had read it", () => {
  expect(accepted({}, alive)).toBe(true);
  expect(accepted({}, { lastHeard: 0 })).toBeNull();
  expect(accepted({ sent: -2_000 }, { lastHeard: null })).toBeNull();
});

test("what came soon after the send was on its way before, and says nothing of who then went away", () => {
  const close = { by: "server", code: 1001 } as CloseOp;
  expect(accepted({}, { lastHeard: 120, close })).toBeNull();
  expect(accepted({}, { lastHeard: 1_000, close })).toBeNull();
  expect(accepted({}, { lastHeard: 1_001, close })).toBe(true);
  expect(accepted({}, { ...alive, close })).toBe(true);
});

test("who closed after the send, or answered our close, had read it", () => {
  for (const code of [1000, 1011]) expect(closed("server", code)).toBe(true);
  for (const code of [1000, 1001]) expect(closed("harness", code)).toBe(true);
});

test("who vanished, went away, restarted or turned us away for now need not have read it", () => {
  expect(closed("network", 1006)).toBeNull();
  expect(closed("network", 1000)).toBeNull();
  expect(closed("harness", 1006)).toBeNull();
  for (const code of [1001, 1012, 1013]) expect(closed("server", code)).toBeNull();
});
