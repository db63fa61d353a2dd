import { describe, expect, test } from "vitest";
import { agentRun } from "../contract/agent-run.ts";
import { attribute } from "../verdict/attribution.ts";
import { createJudge } from "./judge.ts";
import type { Twist } from "./testing/story.ts";
import { type Cast, type Story, story, told } from "./testing/judging.ts";

const FIVE = ["started", "thinking", "executing", "completed", "done"];
const FREE = { contract: agentRun() };

function found(tale: Story): readonly string[] {
  const judge = createJudge(tale.header);
  for (const op of tale.ops) judge.push(op);
  return attribute(judge.finish().observations).map(({ guarantee, kind, user, event }) => {
    return `${guarantee}/${kind} ${user} ${event}`;
  });
}

/** Amy's run of these events, each as its twist has it. */
function amys(words: readonly string[], twist: (at: number) => Twist, cast: Cast = {}): Story {
  const tale = story(cast).open().start("amy");
  for (const [at, word] of words.entries()) tale.event("amy", 1, word, twist(at));
  return tale.finish();
}

describe("one fault is one finding:", () => {
  test.for([
    ["two neighbours lost", "started completed done", "hole amy agent_thinking"],
    ["three neighbours lost", "started done", "tail amy agent_thinking"],
    ["the first two lost", "executing completed done", "hole amy agent_started"],
  ] as const)("%s", ([, words, finding]) => {
    expect(found(told(`amy: ${words}`))).toEqual([`completeness/${finding}`]);
  });

  test.for([
    ["agent_started", "tail amy agent_thinking"],
    ["tool_executing", "hole amy agent_started"],
    ["agent_completed", "tail amy agent_started"],
  ] as const)("all five under the type %s", ([type, finding]) => {
    expect(found(amys(FIVE, () => ({ type })))).toEqual([`completeness/${finding}`]);
  });

  test("one event under the type of its neighbour", () => {
    const wrong = amys(FIVE, (at) => (at === 2 ? { type: "agent_thinking" } : {}));
    expect(found(wrong)).toEqual(["completeness/hole amy tool_executing"]);
  });

  test.for([
    [1, "same-number amy agent_thinking"],
    [2, "inversion amy tool_executing"],
    [3, "inversion amy tool_completed"],
    [4, "inversion amy agent_completed"],
  ] as const)("numbers that begin anew after %i of five events", ([from, finding]) => {
    const anew = (at: number) => ({ seq: at < from ? at + 1 : at + 1 - from });
    expect(found(amys(FIVE, anew))).toEqual([`order/${finding}`]);
  });

  test("numbers of pieces that begin anew", () => {
    const words = [
      "started",
      "agent_delta#1",
      "agent_delta#2",
      "thinking",
      "agent_delta#3",
      "done",
    ];
    const tale = amys(words, (at) => ({ seq: at < 3 ? at + 1 : at - 2 }), FREE);
    expect(found(tale)).toEqual(["order/inversion amy agent_thinking"]);
  });
});

/** A free run in which what these words name comes again, at once, under an id of its own. */
function doubled(words: string, again: readonly string[]): Story {
  const tale = story(FREE).open().start("amy");
  for (const word of words.split(" ")) {
    tale.event("amy", 1, word);
    if (again.includes(word)) tale.event("amy", 1, word, { id: `again ${word}` });
  }
  return tale.finish();
}

const WORK = "started agent_delta executing completed agent_delta#2 done";

test("a reader who is subscribed twice from some event on is one fault", () => {
  const again = ["executing", "completed", "done"];
  expect(found(doubled(WORK, again))).toEqual(["duplication/re-id amy tool_executing"]);
  expect(found(doubled(WORK, again.slice(1)))).toEqual(["duplication/re-id amy tool_completed"]);
});

describe("two faults are two findings:", () => {
  test("two events that come again, and another that does not between or after them", () => {
    for (const again of [
      ["executing", "done"],
      ["started", "completed"],
    ]) {
      expect(found(doubled(WORK, again))).toHaveLength(2);
    }
  });

  test("events lost at two places of a run", () => {
    expect(found(told("amy: started executing done"))).toEqual([
      "completeness/hole amy agent_thinking",
      "completeness/tail amy tool_completed",
    ]);
  });

  test("the same lost by two users, and by one in two runs", () => {
    const lossy = "started completed done";
    expect(found(told(`amy: ${lossy}\nbo: ${lossy}\namy 2: ${lossy}`))).toHaveLength(3);
  });

  test("numbers that run backwards, and later one that stands on two events", () => {
    const numbers = [2, 1, 3, 4, 4] as const;
    expect(found(amys(FIVE, (at) => ({ seq: numbers[at] ?? null })))).toEqual([
      "order/inversion amy agent_thinking",
      "order/same-number amy agent_completed",
    ]);
  });

  test("numbers that run backwards twice", () => {
    const numbers = [1, 2, 1, 2, 1] as const;
    expect(found(amys(FIVE, (at) => ({ seq: numbers[at] ?? null })))).toEqual([
      "order/inversion amy tool_executing",
      "order/inversion amy agent_completed",
    ]);
  });
});
