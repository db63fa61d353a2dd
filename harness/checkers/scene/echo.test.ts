import { expect, test } from "vitest";
import { agentRun } from "../../contract/agent-run.ts";
import type { EventOp, FrameOp } from "../../history/op.ts";
import { mintCanary } from "../../ownership/canary.ts";
import { executionKey } from "../../ownership/key.ts";
import { createEcho } from "./echo.ts";
import type { OpenRun } from "./open-run.ts";

const CANARY = mintCanary(executionKey("seed", "nonce"), 0, 0);

function event(more: Partial<EventOp> = {}, text = ""): EventOp {
  const blank = { run: "r1", thread: null, user: null, id: null, seq: null, at: null };
  const said = { ...blank, type: "agent_delta", data: { text } };
  const op = { type: "event", index: 0, time: 0, connection: 0, user: "amy", bytes: 1 } as const;
  return { ...op, event: said, ...more };
}

const frame = { type: "frame", connection: 0, canaries: [CANARY] } as unknown as FrameOp;

/** Runs in which their canary came back, after these ops; every event is one of amy's run. */
function echoed(ops: readonly (EventOp | FrameOp)[], sighting: string | null = CANARY) {
  const counts = { echoed: 0 };
  const echo = createEcho(agentRun(), counts);
  const run = { id: "r1", sighting, echoed: false } as OpenRun;
  for (const op of ops) {
    echo.begin(op);
    if (op.type === "event") echo.see(op, run);
  }
  return [run.echoed, counts.echoed];
}

const canaries = [CANARY];

test("a run whose canary comes back is counted once", () => {
  expect(echoed([event({ canaries }), event({ canaries })])).toEqual([true, 1]);
});

test("another canary, or a run that sent none, is no echo", () => {
  expect(echoed([event({ canaries: ["qxbo"] }), event()])).toEqual([false, 0]);
  expect(echoed([event({ canaries })], null)).toEqual([false, 0]);
});

test("what was seen in a message is seen in each of its parts", () => {
  expect(echoed([frame, event({ part: 1 }), event({ part: 2 })])).toEqual([true, 1]);
});

test("what was seen in one message is not seen in the next", () => {
  expect(echoed([frame, event()])).toEqual([false, 0]);
  expect(echoed([frame, event({ part: 1, connection: 7 })])).toEqual([false, 0]);
});

test("a canary that is streamed in pieces comes back with the last of them", () => {
  const pieces = [CANARY.slice(0, 9), CANARY.slice(9)];
  expect(echoed(pieces.map((text) => event({}, text)))).toEqual([true, 1]);
  expect(echoed(pieces.slice(0, 1).map((text) => event({}, text)))).toEqual([false, 0]);
});
