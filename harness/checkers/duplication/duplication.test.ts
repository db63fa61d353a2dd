import { describe, expect, test } from "vitest";
import { agentRun } from "../../contract/agent-run.ts";
import { fiveEvents } from "../../contract/five-events.ts";
import { duplication } from "./duplication.ts";
import { findings, type Story, story, told } from "../testing/judging.ts";

const FIVE = "started thinking executing completed done";

function copies(history: Story) {
  return findings(duplication, history).observations.map(({ kind, event, ops }) => [
    kind,
    event,
    ops,
  ]);
}

/** Amy receives the five, and `then` happens. */
function amy(then: (tale: Story) => void, cast = {}): Story {
  const tale = story(cast).open("amy").start("amy").events("amy", 1, FIVE);
  then(tale);
  return tale.finish();
}

/** How many copies there are when amy comes back on a new connection and gets her second event again. */
function replayed(redelivery: "never" | "after-reconnect"): number {
  const tale = story({ contract: fiveEvents({ redelivery }) })
    .open("amy")
    .start("amy");
  tale.events("amy", 1, "started thinking").open("amy").event("amy", 1, "thinking", { tab: 1 });
  return copies(tale.events("amy", 1, "executing completed done").finish()).length;
}

/** What is found where the last three events of amy's second run have the ids of those of her first. */
function reused(eventIds: "global" | "run") {
  const tale = story({ eventIds, plan: { runsPerUser: 2 } })
    .open("amy")
    .start("amy")
    .events("amy", 1, FIVE);
  tale.start("amy", 2).events("amy", 2, "started thinking");
  for (const word of ["executing", "completed", "done"]) {
    tale.event("amy", 2, word, { id: `amy/1/${word}` });
  }
  return findings(duplication, tale.finish()).observations;
}

const search = (call_id: string) => ({ tool_name: "search", call_id, parameters: {} });

describe("catches", () => {
  test("a redelivery, and points at the second copy", () => {
    const tale = told("amy: started thinking thinking executing completed done");
    expect(findings(duplication, tale)).toEqual({
      observations: [
        {
          guarantee: "duplication",
          kind: "repeat",
          user: "amy",
          victim: null,
          run: tale.run("amy"),
          event: "agent_thinking",
          ops: [11, 10],
          message: "amy received agent_thinking of run 1 again",
        },
      ],
      tally: { trials: 1, evaluated: 6, unknown: null },
    });
  });

  test("an id that an event of another run had, once a run, where ids are global", () => {
    expect(reused("run")).toEqual([]);
    expect(reused("global")).toMatchObject([
      {
        kind: "equivocation",
        event: "tool_executing",
        ops: [11, 5],
        message:
          "amy received tool_executing of run 2 under an id that a tool_executing of an earlier run had",
      },
    ]);
  });

  test("a copy from a server that gives neither ids nor numbers", () => {
    const tale = told("amy: started thinking executing executing completed done", { bare: true });
    expect(copies(tale)).toEqual([["repeat", "tool_executing", [8, 7]]]);
  });

  test("a copy late in the linger", () => {
    expect(copies(amy((tale) => tale.wait(700).event("amy", 1, "thinking")))).toEqual([
      ["repeat", "agent_thinking", [15, 4]],
    ]);
  });

  test("a copy that is stamped anew", () => {
    const again = { at: 5, data: { agent_name: "agent", timestamp: "later" } };
    expect(copies(amy((tale) => tale.event("amy", 1, "started", again)))).toEqual([
      ["repeat", "agent_started", [8, 3]],
    ]);
  });

  test("the same event under a new id, and under a new number", () => {
    expect(
      copies(
        amy((tale) => {
          tale.event("amy", 1, "thinking", { id: "new", seq: 6 });
          tale.event("amy", 1, "executing", { id: null, seq: 7 });
        }),
      ),
    ).toEqual([
      ["re-id", "agent_thinking", [8, 4]],
      ["re-id", "tool_executing", [9, 5]],
    ]);
  });

  test("one id with two payloads", () => {
    const again = { data: { reasoning: "something else" } };
    expect(copies(amy((tale) => tale.event("amy", 1, "thinking", again)))).toEqual([
      ["equivocation", "agent_thinking", [8, 4]],
    ]);
  });

  test("one id on two types of event, and joins both", () => {
    const tale = story().open("amy").start("amy").events("amy", 1, "started thinking executing");
    tale.event("amy", 1, "completed", { id: "amy/1/executing" }).events("amy", 1, "done").finish();
    expect(findings(duplication, tale).observations).toMatchObject([
      {
        kind: "equivocation",
        event: "tool_completed",
        touches: [{ user: "amy", run: tale.run("amy"), event: "tool_executing" }],
      },
    ]);
  });

  test("a tool call started again under the same call id, where calls are many", () => {
    const tale = story({ contract: agentRun() }).open("amy").start("amy");
    tale.events("amy", 1, "started executing").event("amy", 1, "executing", { id: "new", seq: 9 });
    expect(copies(tale.events("amy", 1, "completed done").finish())).toEqual([
      ["re-id", "tool_executing", [5, 4]],
    ]);
  });

  test("one of two tabs that gets everything twice", () => {
    const tale = story({ tabs: 2, contract: fiveEvents({ fanout: "all" }) })
      .open("amy")
      .start("amy");
    for (const tab of [0, 1, 1]) {
      for (const word of FIVE.split(" ")) tale.event("amy", 1, word, { tab });
    }
    expect(findings(duplication, tale.finish()).observations).toMatchObject([
      {
        kind: "repeat",
        event: "agent_started",
        ops: [15, 10, 16, 11, 17, 12, 18, 13, 19, 14],
        message: "amy received all 5 events of run 1 on connection 1 again",
      },
    ]);
  });

  test("a whole run twice, and quotes ten of its copies", () => {
    const words = ["started", ...Array.from({ length: 12 }, (_, n) => `thinking#${n + 2}`), "done"];
    const tale = story({ contract: agentRun() }).open("amy").start("amy");
    for (const word of [...words, ...words]) tale.event("amy", 1, word);
    const { observations } = findings(duplication, tale.finish());
    const copied = Array.from({ length: 10 }, (_, n) => [3 + words.length + n, 3 + n]);
    expect(observations.map(({ ops, message }) => [ops, message])).toEqual([
      [copied.flat(), "amy received all 14 events of run 1 again"],
    ]);
  });

  test("every event twice, each by itself where they were not copied alike", () => {
    const twice = told("amy: started started", { bare: true });
    expect(findings(duplication, twice).observations.map(({ message }) => message)).toEqual([
      "amy received agent_started of run 1 again",
    ]);
    const mixed = amy((tale) => {
      tale.events("amy", 1, "started thinking executing completed");
      tale.event("amy", 1, "done", { id: "new", seq: 9 });
    });
    expect(copies(mixed).map(([kind]) => kind)).toEqual([
      "repeat",
      "repeat",
      "repeat",
      "repeat",
      "re-id",
    ]);
  });

  test("both of two tabs that get everything, where one is to", () => {
    const tale = amy((all) => all.event("amy", 1, "started", { tab: 1 }), { tabs: 2 });
    expect(copies(tale)).toEqual([["repeat", "agent_started", [10, 5]]]);
  });
});

describe("innocent", () => {
  test("two tabs that get everything, where all are to", () => {
    const tale = story({ tabs: 2, contract: fiveEvents({ fanout: "all" }) })
      .open("amy")
      .start("amy");
    for (const word of FIVE.split(" "))
      tale.event("amy", 1, word).event("amy", 1, word, { tab: 1 });
    expect(copies(tale.finish())).toEqual([]);
  });

  test("a replay on a connection opened since, where the contract allows it", () => {
    expect([replayed("never"), replayed("after-reconnect")]).toEqual([1, 0]);
  });

  test("repeated thinking, word for word, where the contract allows it", () => {
    const thought = { data: { reasoning: "hm" } };
    for (const bare of [true, false]) {
      const tale = story({ contract: agentRun(), bare }).open("amy").start("amy");
      tale.events("amy", 1, "started").event("amy", 1, "thinking", thought);
      tale.event("amy", 1, "thinking#2", thought).events("amy", 1, "done");
      expect(copies(tale.finish())).toEqual([]);
    }
  });

  test("parallel calls of one tool with the same parameters", () => {
    const tale = story({ contract: agentRun() })
      .open("amy")
      .start("amy")
      .events("amy", 1, "started");
    tale.event("amy", 1, "executing", { data: search("a") });
    tale.event("amy", 1, "executing#2", { data: search("b") });
    expect(copies(tale.finish())).toEqual([]);
  });

  test("ids that count from one in every run", () => {
    const tale = story({ eventIds: "run" }).open("amy").start("amy").start("amy", 2);
    for (const run of [1, 2]) {
      for (const [at, word] of FIVE.split(" ").entries()) {
        tale.event("amy", run, word, { id: String(at) });
      }
    }
    expect(copies(tale.finish())).toEqual([]);
  });

  test("one id for all events of a run, from a server that declares nothing of ids", () => {
    const tale = story({ bare: true }).open("amy").start("amy");
    for (const word of FIVE.split(" ")) tale.event("amy", 1, word, { id: "message" });
    expect(copies(tale.finish())).toEqual([]);
  });
});

test("a run of which nothing came is no trial", () => {
  const tale = story().open("amy").start("amy").start("amy", 2).events("amy", 2, FIVE).finish();
  expect(findings(duplication, tale).tally).toEqual({ trials: 1, evaluated: 5, unknown: null });
});

test("nothing observed", () => {
  expect(findings(duplication, story().open().end()).tally).toEqual({
    trials: 0,
    evaluated: 0,
    unknown: null,
  });
});
