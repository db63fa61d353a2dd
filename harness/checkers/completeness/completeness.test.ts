import { describe, expect, test } from "vitest";
import { agentRun } from "../../contract/agent-run.ts";
import { fiveEvents } from "../../contract/five-events.ts";
import { completeness } from "./completeness.ts";
import { findings, judge, type Story, story, told } from "../testing/judging.ts";

const FIVE = "started thinking executing completed done";

/** Kind, event type and proof of all that is reported. */
function losses(history: Story) {
  return findings(completeness, history).observations.map(({ kind, event, ops }) => [
    kind,
    event,
    ops,
  ]);
}

/** Kinds and event types alone. */
function kinds(history: Story) {
  return losses(history).map(([kind, event]) => [kind, event]);
}

/** Proof and words of all that is reported of a history. */
function inWords(text: string) {
  const { observations } = findings(completeness, told(text));
  return observations.map(({ ops, message }) => [ops, message]);
}

describe("catches", () => {
  test("calls that the contract demands and that the server never made, though its numbers have no gap", () => {
    const contract = agentRun({ tools: "2..4" });
    const few = (words: string) => kinds(told(`amy: started ${words} done`, { contract }));
    expect(few("executing executing#2 completed completed#2")).toEqual([]);
    const call = [
      ["hole", "tool_executing"],
      ["hole", "tool_completed"],
    ];
    expect(few("executing completed")).toEqual(call);
    expect(few("thinking")).toEqual([...call, ...call]);
    // The end of one alone is pairing's.
    expect(few("executing executing#2 completed")).toEqual([]);
  });

  test("a hole, and tells between which events it is", () => {
    const tale = story().open("amy", "bo").start("amy", 2).start("bo");
    tale.events("amy", 2, "started executing completed done").events("bo", 1, FIVE).finish();
    expect(findings(completeness, tale)).toEqual({
      observations: [
        {
          guarantee: "completeness",
          kind: "hole",
          user: "amy",
          victim: null,
          run: tale.run("amy", 2),
          event: "agent_thinking",
          ops: [7, 6, 4],
          message:
            "amy never received agent_thinking of run 2: tool_executing followed agent_started",
        },
      ],
      tally: { trials: 2, evaluated: 9, unknown: null, notes: [] },
    });
  });

  test.for([
    ["started thinking executing done", "tail", "tool_completed"],
    ["started thinking executing completed", "tail", "agent_completed"],
    ["thinking executing completed done", "hole", "agent_started"],
  ] as const)("%s: %s of %s", ([words, kind, event]) => {
    expect(kinds(told(`amy: ${words}`))).toEqual([[kind, event]]);
  });

  test("a hole in a run that fails afterwards", () => {
    expect(losses(told("amy: started executing error", { contract: fiveEvents() }))).toEqual([
      ["hole", "agent_thinking", [10, 9, 8]],
    ]);
  });

  test("a hole in a run that the history does not follow to its end, and nothing of its rest", () => {
    const tale = story().open("amy").start("amy").events("amy", 1, "started executing").end();
    expect(losses(tale)).toEqual([["hole", "agent_thinking", [4, 3, 2]]]);
  });

  test("a run that stops half-way, once, with all that is missing", () => {
    const tale = told("amy: started thinking");
    expect(findings(completeness, tale).observations).toEqual([
      {
        guarantee: "completeness",
        kind: "tail",
        user: "amy",
        victim: null,
        run: tale.run("amy"),
        event: "tool_executing",
        ops: [10, 8],
        message:
          "amy never received tool_executing and 2 more of run 1: nothing followed agent_thinking",
        touches: ["tool_completed", "agent_completed"].map((event) => {
          return { user: "amy", run: tale.run("amy"), event };
        }),
        place: 10,
      },
    ]);
  });

  test("a run that was acknowledged, and never began", () => {
    const tale = story().open("amy").start("amy").accept("amy").finish();
    expect(findings(completeness, tale).observations).toMatchObject([
      {
        kind: "whole-run",
        event: null,
        ops: [2],
        message: "amy never received anything of run 1: nothing came, although it was acknowledged",
      },
    ]);
  });

  test("one event missing at the end, and one at the beginning, each in its own words", () => {
    expect(inWords("amy: started thinking executing completed")).toEqual([
      [[12, 8], "amy never received agent_completed of run 1: nothing followed tool_completed"],
    ]);
    expect(inWords("amy: thinking executing completed done")).toEqual([
      [[9, 8], "amy never received agent_started of run 1: agent_thinking came first"],
    ]);
  });

  test("an agent run that stops within a call, which the server's numbers excuse nothing of", () => {
    const tale = told("amy: started executing", { contract: agentRun() });
    expect(findings(completeness, tale).observations).toMatchObject([
      { kind: "tail", event: "tool_completed", touches: [{ event: "agent_completed" }] },
    ]);
  });

  test("a result that is missing where a number is", () => {
    const tale = story({ contract: agentRun() }).open("amy").start("amy");
    tale.events("amy", 1, "started executing").event("amy", 1, "done", { seq: 4 });
    expect(kinds(tale.finish())).toEqual([["tail", "tool_completed"]]);
  });

  test("a number that is missing before an error, even in a run of a fixed sequence", () => {
    const tale = story({ contract: fiveEvents({ maxErrored: 1 }) })
      .open("amy")
      .start("amy");
    tale.events("amy", 1, "started").event("amy", 1, "error", { seq: 3 });
    expect(kinds(tale.finish())).toEqual([["tail", null]]);
  });

  test("a silent run on a connection that was alive after it was sent", () => {
    const tale = story().open("amy").start("amy").start("amy", 2).events("amy", 2, FIVE).finish();
    expect(losses(tale)).toEqual([["whole-run", null, [2]]]);
  });

  test("a run that a close cut off, once", () => {
    const tale = story().open("amy").start("amy").events("amy", 1, "started executing");
    tale.close("amy", { by: "server", code: 1000 }).finish();
    expect(findings(completeness, tale).observations).toMatchObject([
      { kind: "hole", event: "agent_thinking" },
      {
        kind: "truncated",
        event: null,
        ops: [5, 4, 2],
        message:
          "amy never received the rest of run 1: the server closed connection 0 (1000), after tool_executing",
      },
    ]);
  });

  test("a run that the server gave up with an error message", () => {
    const tale = story().open("amy").start("amy").events("amy", 1, "started thinking");
    tale.frame("amy", "error", { run: tale.run("amy"), code: "busy" }).finish();
    expect(findings(completeness, tale).observations).toMatchObject([
      {
        kind: "truncated",
        message:
          "amy never received the rest of run 1: the server answered with an error (busy), after agent_thinking",
      },
    ]);
  });

  test("a hole in a run that the end of the history cut short", () => {
    const tale = story().open("amy").start("amy").events("amy", 1, "started executing");
    expect(findings(completeness, tale.end("interrupted"))).toMatchObject({
      observations: [{ kind: "hole", event: "agent_thinking" }],
      tally: { trials: 0 },
    });
  });

  test("an error event, where the contract allows none to fail", () => {
    const tale = told("amy: started thinking error");
    expect(findings(completeness, tale)).toMatchObject({
      observations: [
        {
          kind: "errored",
          event: "agent_error",
          message:
            'amy\'s run 1 ended in agent_error ("failed"), and the contract allows none to fail',
        },
      ],
      tally: { trials: 1, notes: ['1 run ended in an error event: "failed"'] },
    });
  });

  test("what one of two tabs misses, where both are to receive everything", () => {
    const tale = story({ tabs: 2, contract: fiveEvents({ fanout: "all" }) })
      .open("amy")
      .start("amy");
    tale.events("amy", 1, FIVE);
    for (const word of ["started", "executing", "completed", "done"]) {
      tale.event("amy", 1, word, { tab: 1 });
    }
    expect(findings(completeness, tale.finish()).observations).toMatchObject([
      {
        kind: "hole",
        event: "agent_thinking",
        message:
          "amy never received agent_thinking of run 1 on connection 1: tool_executing followed agent_started",
      },
    ]);
  });

  test("an agent run's lost event by the server's numbers, and before its end", () => {
    const contract = agentRun();
    const tale = story({ contract })
      .open("amy")
      .start("amy")
      .event("amy", 1, "started", { seq: 4 });
    tale.event("amy", 1, "thinking", { seq: 6 }).event("amy", 1, "done", { seq: 8 }).finish();
    expect(losses(tale)).toEqual([
      ["hole", null, [4, 3, 2]],
      ["tail", null, [5, 4, 2]],
    ]);
  });

  test("an agent run's lost event by the announced count", () => {
    const tale = story({ contract: agentRun(), bare: true }).open("amy").start("amy");
    tale.accept("amy", 1, 4).events("amy", 1, "started thinking done").finish();
    expect(findings(completeness, tale).observations).toMatchObject([
      {
        kind: "hole",
        event: null,
        message: "amy never received 1 of 4 events of run 1: so many were announced, and 3 came",
      },
    ]);
  });
});

describe("innocent", () => {
  test.for([
    ["all that is due", `amy: ${FIVE}`],
    ["an event twice", "amy: started thinking thinking executing completed done"],
    ["another order", "amy: started executing thinking completed done"],
    ["one too many", `amy: ${FIVE} thinking#2`],
  ] as const)("%s", ([, text]) => {
    expect(kinds(told(text))).toEqual([]);
  });

  test("declared errors, within what the contract allows", () => {
    const runs = ["amy: started error", ...["bo", "cy", "di"].map((user) => `${user}: ${FIVE}`)];
    const users = ["amy", "bo", "cy", "di"];
    const allowing = (maxErrored: number) =>
      findings(
        completeness,
        told(runs.join("\n"), { users, contract: fiveEvents({ maxErrored }) }),
      );
    expect(allowing(0.25)).toMatchObject({ observations: [], tally: { trials: 4, unknown: null } });
    expect(allowing(0.2)).toMatchObject({
      observations: [],
      tally: {
        unknown: '1 run ended in an error event: "failed"; of 4 runs, at most 20 % may',
      },
    });
  });

  test("a run whose id is not its own any more", () => {
    const tale = story().open("amy").start("amy").events("amy", 1, "started thinking");
    const run = "11111111-2222-4333-8444-555555555555";
    for (const word of ["executing", "completed", "done"]) tale.event("amy", 1, word, { run });
    expect(kinds(tale.finish())).toEqual([]);
  });

  test("a run that fails and then completes: that it ended twice is finality's", () => {
    expect(kinds(told("amy: started thinking executing completed error done"))).toEqual([]);
  });

  test("an agent run without tools, and one whose numbers have a gap that the count fills", () => {
    expect(kinds(told("amy: started thinking thinking#2 done", { contract: agentRun() }))).toEqual(
      [],
    );
    const tale = story({ contract: agentRun() }).open("amy").start("amy").accept("amy", 1, 2);
    tale.event("amy", 1, "started", { seq: 1 }).event("amy", 1, "done", { seq: 5 });
    expect(kinds(tale.finish())).toEqual([]);
  });

  test("a call that was never answered, in a run that the server numbers without a gap", () => {
    const contract = agentRun();
    expect(kinds(told("amy: started executing done", { contract }))).toEqual([]);
    expect(kinds(told("amy: started completed done", { contract }))).toEqual([]);
    expect(kinds(told("amy: started executing done", { contract, bare: true }))).toEqual([
      ["tail", "tool_completed"],
    ]);
  });

  test("numbers of a whole connection, where runs overlap and nothing is promised", () => {
    const tale = story({ contract: agentRun(), bare: true })
      .open("amy")
      .start("amy")
      .start("amy", 2);
    tale.event("amy", 1, "started", { seq: 1 }).event("amy", 2, "started", { seq: 2 });
    tale.event("amy", 1, "done", { seq: 3 }).event("amy", 2, "done", { seq: 4 });
    expect(kinds(tale.finish())).toEqual([]);
  });
});

describe("not judged", () => {
  test("a run that was cancelled, however much of it came", () => {
    const tale = story().open("amy").start("amy").events("amy", 1, "started executing");
    tale
      .cancel("amy")
      .frame("amy", "cancelled", { run: tale.run("amy") })
      .finish();
    expect(findings(completeness, tale)).toMatchObject({ observations: [], tally: { trials: 0 } });
  });

  test("silent runs of which nobody knows whether they were accepted, and says how many", () => {
    const tale = story().open("amy").start("amy").start("amy", 2);
    tale.close("amy", { by: "network", code: 1006 }).finish();
    expect(findings(completeness, tale).tally?.notes).toEqual([
      "2 silent runs were not judged: nobody knows whether they were accepted",
    ]);
  });

  test("what is damaged and failed at once, and all reasons are told", () => {
    const tale = story({ contract: fiveEvents({ maxErrored: 0.1 }) }).open("amy");
    tale.start("amy").start("amy", 2).events("amy", 1, "started error");
    tale.events("amy", 2, "started thinking").wait(7_000).close("amy", { frames: 9 }).end();
    expect(findings(completeness, tale).tally?.unknown).toBe(
      '1 run ended in an error event: "failed"; of 2 runs, at most 10 % may; 1 thing seems to be missing, and the history itself is damaged: connection 0 received 9 messages of 410 bytes, and the history holds 5 of 410',
    );
  });

  test("a run that was refused, cancelled, never sent, or cut short by ourselves", () => {
    const tale = story().open();
    tale.start("amy").frame("amy", "error", { run: tale.run("amy"), code: "draining" });
    tale.start("amy", 2).events("amy", 2, "started").cancel("amy", 2);
    tale.frame("amy", "cancelled", { run: tale.run("amy", 2) });
    tale.start("bo", 1, "fail");
    tale.start("cy").events("cy", 1, "started").end("interrupted");
    expect(findings(completeness, tale)).toEqual({
      observations: [],
      tally: { trials: 0, evaluated: 0, unknown: null, notes: [] },
    });
  });

  test("a run that was refused does not look cut short where the history came to its end", () => {
    const tale = story().open("amy").start("amy");
    tale.frame("amy", "error", { run: tale.run("amy"), code: "draining" }).end();
    expect(findings(completeness, tale)).toEqual({
      observations: [],
      tally: { trials: 0, evaluated: 0, unknown: null, notes: [] },
    });
  });

  test("a run whose cancel the server never acknowledged, and of which nothing more came", () => {
    const tale = story().open("amy").start("amy").events("amy", 1, "started").cancel("amy");
    expect(findings(completeness, tale.finish())).toMatchObject({
      observations: [],
      tally: { trials: 0, unknown: null },
    });
  });

  test("a run that was still open when we had waited long enough but for our own stalls: no pass", () => {
    const tale = story().open("amy").start("amy").events("amy", 1, "started thinking");
    tale
      .stall(2_000)
      .wait(tale.header.patience - 500)
      .end();
    expect(findings(completeness, tale)).toMatchObject({
      observations: [],
      tally: {
        trials: 0,
        unknown: "1 run had not ended, and the history did before the patience was spent",
      },
    });
  });

  test("a silent run on a connection of which nothing was heard any more", () => {
    const tale = story()
      .open("amy")
      .start("amy")
      .close("amy", { by: "network", code: 1006 })
      .finish();
    expect(findings(completeness, tale)).toMatchObject({
      observations: [],
      tally: {
        trials: 0,
        notes: ["1 silent run was not judged: nobody knows whether it was accepted"],
      },
    });
  });

  test("what is missing in a history that is damaged itself", () => {
    const tale = story().open("amy", "bo").start("amy").start("bo");
    tale.events("amy", 1, "started").events("bo", 1, "started").wait(7_000);
    tale.close("amy", { frames: 9 }).end();
    const { observations, tally } = findings(completeness, tale);
    expect(observations.map(({ user }) => user)).toEqual(["bo"]);
    expect(tally?.unknown).toBe(
      "1 thing seems to be missing, and the history itself is damaged: connection 0 received 9 messages of 110 bytes, and the history holds 2 of 110",
    );
  });

  test("nothing observed", () => {
    expect(findings(completeness, story().open().end())).toEqual({
      observations: [],
      tally: { trials: 0, evaluated: 0, unknown: null, notes: [] },
    });
  });
});

test("a run that is lost settles when the patience is spent, and not before", () => {
  const tale = story().open("amy").start("amy").events("amy", 1, "started").wait(4_900).end();
  expect(judge(tale, completeness).observations).toEqual([]);
});
