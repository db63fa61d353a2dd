import { describe, expect, test } from "vitest";
import { agentRun } from "../../contract/agent-run.ts";
import { completeness } from "./completeness.ts";
import { judge, story } from "../testing/judging.ts";

const WORK = "started thinking executing executing#2 completed thinking#2 completed#2 done".split(
  " ",
);

/** What is missing, and between which numbers, where these words of amy's run never come. */
function lost(lacking: readonly string[], numbered = true) {
  const contract = agentRun({ maxErrored: 0, echo: "none" });
  const tale = story({ users: ["amy"], sentinels: [], contract, bare: !numbered })
    .open()
    .start("amy");
  for (const [at, word] of WORK.entries()) {
    if (!lacking.includes(word)) tale.event("amy", 1, word, numbered ? { seq: at + 1 } : {});
  }
  const { ops } = tale.finish();
  return judge(tale, completeness).observations.map((one) => [
    `${one.guarantee}/${one.kind}`,
    one.event,
    one.ops.flatMap((index) => {
      const op = ops[index];
      return op?.type === "event" ? [op.event.seq] : [];
    }),
  ]);
}

describe("an event that may come anywhere is missing where a number is", () => {
  test.for([
    ["executing", "completeness/hole", "tool_executing", [4, 2]],
    ["executing#2", "completeness/hole", "tool_executing", [5, 3]],
    ["completed", "completeness/hole", "tool_completed", [6, 4]],
    ["completed#2", "completeness/tail", "tool_completed", [8, 6]],
  ] as const)("%s", ([word, kind, event, numbers]) => {
    expect(lost([word])).toEqual([[kind, event, numbers]]);
  });

  test("each of several of one type, and all of those that one gap has room for", () => {
    expect(lost(["completed", "completed#2"])).toEqual([
      ["completeness/hole", "tool_completed", [6, 4]],
      ["completeness/tail", "tool_completed", [8, 6]],
    ]);
    expect(lost(["executing", "executing#2"])).toEqual([
      ["completeness/hole", "tool_executing", [5, 2]],
      ["completeness/hole", "tool_executing", [5, 2]],
    ]);
  });
});

test("without numbers it is missing somewhere", () => {
  expect(lost(["completed"], false)).toEqual([
    ["completeness/tail", "tool_completed", [null, null]],
  ]);
});

test("the first of a run has no number before it", () => {
  expect(lost(["started"])).toEqual([["completeness/hole", "agent_started", [2]]]);
});
