import { expect, test } from "vitest";
import type { Op } from "../../../harness/history/op.ts";
import { createKinds, kindWords } from "./kinds.ts";

/** What is said of these ops, and whether somebody on call looks for them. */
function told(...ops: readonly object[]) {
  const kinds = createKinds([]);
  return ops.map((op) => {
    const kind = kinds.view()[kinds.of(op as Op) ?? -1];
    return kind && [kindWords(kind), kind.amiss === true];
  });
}

test("what a server did to a connection stands apart from what we did", () => {
  expect(
    told(
      { type: "open", outcome: "open", role: "user" },
      { type: "open", outcome: "rejected", role: "user" },
      { type: "close", by: "harness", user: "amy" },
      { type: "close", by: "server", user: "amy" },
      { type: "close", by: "network", user: "amy" },
      { type: "open", outcome: "rejected", role: "probe" },
      { type: "close", by: "server", user: null },
    ),
  ).toEqual([
    ["connection open", false],
    ["connection rejected", true],
    ["closed by the harness", false],
    ["closed by the server", true],
    ["closed by the network", true],
    ["connection rejected (probe)", false],
    ["closed by the server (probe)", false],
  ]);
});

test("an error stands apart from other messages that are no events, and each bears its name", () => {
  expect(
    told(
      { type: "frame", kind: "welcome" },
      { type: "frame", kind: "error" },
      { type: "frame", kind: "malformed" },
      { type: "send", action: "start" },
      { type: "event", event: { type: "agent_started" } },
    ),
  ).toEqual([
    ["frame: welcome", false],
    ["frame: error", true],
    ["frame: malformed", true],
    ["send: start", false],
    ["agent_started", false],
  ]);
});
