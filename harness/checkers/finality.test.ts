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
    const { observations } = cancelled(0);
    expect(observations.map(({ kind, event, ops }) => [kind, event, ops])).toEqual([
      ["after-cancel", "agent_thinking", [6]],
      ["after-cancel", "tool_executing", [7]],
    ]);
    expect(observations[0]?.message).toBe(
      "amy received agent_thinking of run 1 after its cancel was acknowledged",
    );
    expect(cancelled(1).observations.map(({ event }) => event)).toEqual(["tool_executing"]);
    expect(cancelled(10)).toMatchObject({ observations: [], tally: { trials: 1 } });
  });

  test("an event of a run that had settled, and says so", () => {
    const tale = story().open("amy").start("amy").events("amy", 1, FIVE).wait(2_000);
    tale.event("amy", 1, "thinking#2").finish();
    const { observations, tally } = findings(finality, tale);
    const ops = tale.ops.filter(({ type }) => type === "event").map(({ index }) => index);
    expect(observations).toEqual([
      {
        guarantee: "finality",
        kind: "settled",
        user: "amy",
        victim: null,
        run: tale.run("amy"),
        event: "agent_thinking",
        ops: ops.slice(-1),
        message: "amy received agent_thinking of run 1 long after its end",
      },
    ]);
    expect(tally).toEqual({ trials: 1, evaluated: 6, unknown: null });
  });

  test("an event after the end on one tab, although the other never saw the end", () => {
    const cast = { tabs: 2, contract: fiveEvents({ fanout: "all" }) } as const;
    const tale = story(cast).open("amy").start("amy").events("amy", 1, FIVE);
    tale.event("amy", 1, "thinking#2").event("amy", 1, "started", { tab: 1 });
    expect(late(tale.finish()).map(([kind, event]) => [kind, event])).toEqual([
      ["ghost", "agent_thinking"],
    ]);
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

  test("an event too many before the end, and an old one again under a new id after it", () => {
    expect(late(told("amy: started thinking thinking#2 executing completed done"))).toEqual([]);
    const tale = story().open("amy").start("amy").events("amy", 1, FIVE);
    expect(late(tale.event("amy", 1, "thinking", { id: "new", seq: 9 }).finish())).toEqual([]);
  });

  test("a copy that comes after the cancel, which is duplication's", () => {
    const tale = story().open("amy").start("amy").events("amy", 1, "started").cancel("amy");
    tale.frame("amy", "cancelled", { run: tale.run("amy") }).wait(50);
    expect(late(tale.events("amy", 1, "started").finish())).toEqual([]);
  });

  test("a run given up as lost that goes on after all", () => {
    const tale = story().open("amy").start("amy").events("amy", 1, "started").wait(6_000);
    expect(late(tale.events("amy", 1, "thinking").finish())).toEqual([]);
  });
});

test("a run that ended, and was not watched for its linger, is no trial", () => {
  const tale = story().open("amy").start("amy").events("amy", 1, FIVE).end("interrupted");
  expect(findings(finality, tale).tally).toEqual({ trials: 0, evaluated: 5, unknown: null });
});

test("nothing observed", () => {
  expect(findings(finality, story().open().end()).tally).toEqual({
    trials: 0,
    evaluated: 0,
    unknown: null,
  });
});
