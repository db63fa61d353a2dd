import { describe, expect, test } from "vitest";
import { fiveEvents } from "../contract/five-events.ts";
import { finality } from "./finality.ts";
import { findings, type Story, story, told } from "./testing/judging.ts";

const FIVE = "started thinking executing completed done";

function late(history: Story) {
  return findings(finality, history).observations.map(({ kind, event, ops }) => [kind, event, ops]);
}

/** Amy cancels, and the run goes on. */
function cancelled(cancelGrace: number) {
  const tale = story({ contract: fiveEvents({ cancelGrace }) })
    .open("amy")
    .start("amy");
  tale.events("amy", 1, "started").cancel("amy");
  tale.frame("amy", "cancelled", { run: tale.run("amy") });
  return findings(finality, tale.events("amy", 1, "thinking executing").finish());
}

describe("catches", () => {
  test("an event after the end", () => {
    const tale = story().open("amy").start("amy").events("amy", 1, FIVE).wait(49);
    tale.event("amy", 1, "thinking#2").finish();
    expect(findings(finality, tale)).toEqual({
      observations: [
        {
          guarantee: "finality",
          kind: "ghost",
          user: "amy",
          victim: null,
          run: tale.run("amy"),
          event: "agent_thinking",
          ops: [8, 7],
          message: "amy received agent_thinking of run 1 50 ms after its end (agent_completed)",
        },
      ],
      tally: { trials: 1, evaluated: 6, unknown: null },
    });
  });

  test("an event late in the linger, and one after it", () => {
    const tale = story().open("amy").start("amy").events("amy", 1, FIVE).wait(700);
    tale.event("amy", 1, "thinking#2").wait(1_000).event("amy", 1, "thinking#3");
    expect(late(tale.finish()).map(([kind]) => kind)).toEqual(["ghost", "settled"]);
  });

  test("an error and then success, and success twice", () => {
    expect(late(told("amy: started error done"))).toEqual([
      ["two-terminals", "agent_completed", [11, 10]],
    ]);
    expect(late(told(`amy: ${FIVE} done#2`)).map(([kind]) => kind)).toEqual(["two-terminals"]);
    expect(late(told(`amy: ${FIVE} error`)).map(([kind]) => kind)).toEqual(["two-terminals"]);
  });

  test("the end once more under another id, as two emitters send it", () => {
    const tale = story().open("amy").start("amy").events("amy", 1, FIVE);
    expect(late(tale.event("amy", 1, "done", { id: "new", seq: 9 }).finish())).toEqual([
      ["two-terminals", "agent_completed", [8, 7]],
    ]);
  });

  test("what goes on after a cancel was acknowledged, bar the grace", () => {
    expect(cancelled(0).observations).toMatchObject([
      { kind: "after-cancel", event: "agent_thinking" },
      { kind: "after-cancel", event: "tool_executing" },
    ]);
    expect(cancelled(10)).toMatchObject({ observations: [], tally: { trials: 1 } });
  });
});

describe("innocent", () => {
  test.for([
    ["one end", `amy: ${FIVE}`],
    ["an end in an error", "amy: started error"],
    ["a copy of the end, which is duplication's", `amy: ${FIVE} done`],
    [
      "an event that the end has overtaken, which is order's",
      "amy: started thinking executing done completed",
    ],
    ["another run of the same user", `amy: ${FIVE}\namy 2: ${FIVE}`],
  ] as const)("%s", ([, text]) => {
    expect(late(told(text))).toEqual([]);
  });

  test("a run given up as lost that goes on after all", () => {
    const tale = story().open("amy").start("amy").events("amy", 1, "started").wait(6_000);
    expect(late(tale.events("amy", 1, "thinking").finish())).toEqual([]);
  });
});

test("nothing observed", () => {
  expect(findings(finality, story().open().end()).tally).toEqual({
    trials: 0,
    evaluated: 0,
    unknown: null,
  });
});
