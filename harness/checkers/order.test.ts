import { describe, expect, test } from "vitest";
import { agentRun } from "../contract/agent-run.ts";
import { completeness } from "./completeness/completeness.ts";
import { order } from "./order.ts";
import { pairing } from "./pairing/pairing.ts";
import { type Cast, findings, type Story, story, told } from "./testing/judging.ts";

const FIVE = "started thinking executing completed done";
const FREE = { contract: agentRun() };

function disorder(history: Story) {
  return findings(order, history).observations.map(({ kind, event, ops }) => [kind, event, ops]);
}

const { dialect } = story().header;
const UNPROMISED = {
  dialect: { ...dialect, provides: { ...dialect.provides, seq: "optional" } },
} as const;

/** Amy's first run, in which nothing but its name tells one tool call from another. */
function unnamed(words: string): Story {
  const contract = agentRun({ maxErrored: 1 });
  const tale = story({ bare: true, contract, sentinels: [], users: ["amy"] })
    .open()
    .start("amy");
  for (const [at, word] of words.split(" ").entries()) {
    const isTool = word.startsWith("exec") || word.startsWith("compl");
    tale.event("amy", 1, word, isTool ? { data: { tool_name: "search", at } } : {});
  }
  return tale.finish();
}

/** Amy's first run under these numbers. */
function numbered(numbers: readonly number[], cast: Cast = {}): Story {
  const tale = story(cast).open("amy").start("amy");
  for (const [at, word] of FIVE.split(" ").entries()) {
    const seq = numbers[at];
    if (seq !== undefined) tale.event("amy", 1, word, { seq });
  }
  return tale;
}

/** Amy's first run of an open contract under these numbers, of so many announced events. */
function counted(words: string, numbers: readonly number[], announced: number | null = null) {
  const tale = story(FREE).open("amy").start("amy").accept("amy", 1, announced);
  for (const [at, word] of words.split(" ").entries()) {
    tale.event("amy", 1, word, { seq: numbers[at] ?? null });
  }
  return disorder(tale.finish()).map(([kind, event]) => [kind, event]);
}

describe("catches", () => {
  test("two neighbours swapped, once", () => {
    const tale = told("amy: started executing thinking completed done");
    expect(findings(order, tale)).toEqual({
      observations: [
        {
          guarantee: "order",
          kind: "swap",
          user: "amy",
          victim: null,
          run: tale.run("amy"),
          event: "tool_executing",
          ops: [10, 11],
          message:
            "amy's tool_executing of run 1 came before the agent_thinking that was due before it",
          touches: [{ user: "amy", run: tale.run("amy"), event: "agent_thinking" }],
        },
      ],
      tally: { trials: 1, evaluated: 5, unknown: null },
    });
  });

  test("an event that the end has overtaken", () => {
    expect(disorder(told("amy: started thinking executing done completed"))).toEqual([
      ["swap", "tool_completed", [13, 12]],
    ]);
  });

  test("a result before its call", () => {
    expect(disorder(told("amy: started thinking completed executing done"))).toEqual([
      ["effect-first", "tool_completed", [11, 12]],
    ]);
    const parallel = "amy: started executing completed#2 executing#2 completed done";
    expect(disorder(told(parallel, FREE))).toEqual([["effect-first", "tool_completed", [11, 12]]]);
  });

  test("a result before its call, where calls have no ids", () => {
    const wrong = unnamed("started thinking completed executing done");
    expect(disorder(wrong)).toEqual([["effect-first", "tool_completed", [4, 5]]]);
    expect(findings(completeness, wrong).observations).toEqual([]);
    expect(findings(pairing, wrong).observations).toEqual([]);
  });

  test("an event that has no place", () => {
    expect(disorder(told("amy: started thinking thinking#2 executing completed done"))).toEqual([
      ["unexpected", "agent_thinking", [11]],
    ]);
  });

  test("server numbers that run backwards, where the sequence allows any order", () => {
    const tale = story(FREE).open("amy").start("amy").event("amy", 1, "started", { seq: 1 });
    tale.event("amy", 1, "thinking#2", { seq: 3 }).event("amy", 1, "thinking", { seq: 2 });
    expect(disorder(tale.event("amy", 1, "done", { seq: 4 }).finish())).toEqual([
      ["inversion", "agent_thinking", [5, 4]],
    ]);
  });

  test("a flush grouped by type", () => {
    const tale = story(FREE).open("amy").start("amy").event("amy", 1, "started", { seq: 1 });
    tale.event("amy", 1, "executing", { seq: 2 }).event("amy", 1, "executing#2", { seq: 4 });
    tale.event("amy", 1, "completed", { seq: 3 }).event("amy", 1, "completed#2", { seq: 5 });
    expect(disorder(tale.event("amy", 1, "done", { seq: 6 }).finish())).toEqual([
      ["inversion", "tool_completed", [6, 5]],
    ]);
  });

  test("a number skipped with nothing lost", () => {
    const tale = story().open("amy").start("amy").events("amy", 1, "started thinking");
    for (const [at, word] of ["executing", "completed", "done"].entries()) {
      tale.event("amy", 1, word, { seq: at + 4 });
    }
    expect(findings(order, tale.finish()).observations).toMatchObject([
      {
        kind: "skip",
        event: "tool_executing",
        ops: [5, 4],
        message:
          "amy's tool_executing of run 1 has number 4 after 2: a number is skipped, and nothing was lost",
      },
    ]);
  });

  test("a number that another event of the run had", () => {
    const tale = numbered([1, 2, 2, 3, 4]);
    expect(findings(order, tale.finish()).observations).toMatchObject([
      {
        kind: "same-number",
        event: "tool_executing",
        ops: [5, 4],
        message: "amy's tool_executing of run 1 has number 2, which agent_thinking had before it",
        touches: [{ event: "agent_thinking" }],
      },
    ]);
  });

  test("one that nobody promised, where most runs have none twice", () => {
    const mostly = numbered([1, 2, 2, 3, 4], { header: UNPROMISED });
    for (const run of [2, 3]) mostly.wait(2_000).start("amy", run).events("amy", run, FIVE);
    expect(disorder(mostly.finish())).toEqual([["same-number", "tool_executing", [5, 4]]]);
  });

  test("one that nobody promised, in a slice: whether most have none twice only all slices tell", () => {
    const header = { ...UNPROMISED, slice: { index: 0, count: 2 } };
    const twice = numbered([1, 2, 2, 3, 4], { header }).finish();
    expect(findings(order, twice)).toMatchObject({ observations: [], tally: { counting: true } });
    const plain = numbered([1, 2, 3, 4, 5], { header }).finish();
    expect(findings(order, plain)).toMatchObject({ observations: [], tally: { counting: false } });
  });

  test("a number skipped where so many came as were announced", () => {
    const skip = [["skip", "agent_completed"]];
    expect(counted("started thinking done", [1, 2, 4], 3)).toEqual(skip);
    expect(counted("started thinking done", [1, 2, 4], 2)).toEqual(skip);
    expect(counted("started thinking thinking done", [1, 2, 2, 4], 3)).toEqual(skip);
  });

  test("no skip where a copy under another id has the number", () => {
    const tale = story().open("amy").start("amy").events("amy", 1, "started thinking");
    tale.event("amy", 1, "started", { seq: 3, id: "another" });
    for (const [at, word] of ["executing", "completed", "done"].entries()) {
      tale.event("amy", 1, word, { seq: at + 4 });
    }
    expect(disorder(tale)).toEqual([]);
  });

  test("two swaps in one run, each by itself", () => {
    const tale = told("amy: thinking started executing done completed");
    expect(disorder(tale).map(([kind]) => kind)).toEqual(["swap", "swap"]);
  });
});

describe("innocent", () => {
  test.for([
    ["the sequence of the contract", `amy: ${FIVE}`, {}],
    ["a copy", "amy: started thinking executing completed done thinking", {}],
    ["a hole, which is completeness's", "amy: started thinking completed done", {}],
    ["an event after the end, which is finality's", `amy: ${FIVE} thinking#2`, {}],
    [
      "a second result, which is pairing's",
      "amy: started executing completed completed done",
      FREE,
    ],
    ["interleaved calls", "amy: started executing executing#2 completed#2 completed done", FREE],
    ["repeated thinking and no tools", "amy: started thinking thinking#2 done", FREE],
    ["an error after any event", "amy: started thinking error", {}],
    ["interleaved runs", `amy: ${FIVE}\namy 2: ${FIVE}`, {}],
    ["no numbers", `amy: ${FIVE}`, { bare: true }],
  ] as const)("%s", ([, text, cast]) => {
    expect(disorder(told(text, cast))).toEqual([]);
  });

  test("numbers that begin anywhere", () => {
    const tale = story().open("amy").start("amy");
    for (const [at, word] of FIVE.split(" ").entries())
      tale.event("amy", 1, word, { seq: 70 + at });
    expect(disorder(tale.finish())).toEqual([]);
  });

  test("numbers that nobody promised, and that count steps", () => {
    const tale = numbered([1, 2, 3, 3, 4], { header: UNPROMISED });
    expect(disorder(tale.finish())).toEqual([]);
  });

  test("a number that is missing where an event may be, too", () => {
    expect(counted("started thinking done", [1, 2, 4])).toEqual([]);
    expect(counted("started thinking done", [1, 2, 4], 4)).toEqual([]);
    expect(counted("started thinking thinking done", [1, 2, 2, 4], 4)).toEqual([]);
    expect(counted("started thinking error", [1, 2, 4], 3)).toEqual([]);
    const holed = story().open("amy").start("amy").events("amy", 1, "started executing completed");
    expect(disorder(holed.events("amy", 1, "done").finish())).toEqual([]);
  });

  test("what comes after the end, whatever its number: that is finality's", () => {
    expect(counted("started done thinking", [1, 3, 2])).toEqual([]);
    expect(counted("started done thinking", [1, 2, 2])).toEqual([]);
  });

  test("a server clock that runs backwards", () => {
    const tale = story().open("amy").start("amy");
    for (const [at, word] of FIVE.split(" ").entries()) tale.event("amy", 1, word, { at: 90 - at });
    expect(disorder(tale.finish())).toEqual([]);
  });
});

describe("of calls without ids innocent is", () => {
  test.each([
    ["one after the other", "started executing completed executing#2 completed#2 done", []],
    ["an end whose beginning is lost", "started completed executing#2 completed#2 done", ["hole"]],
    ["a beginning whose end is lost", "started executing completed executing#2 done", ["tail"]],
    [
      "an end alone, and a call that an error cut off",
      "started completed executing error",
      ["hole"],
    ],
  ])("%s", (_what, words, losses) => {
    expect(disorder(unnamed(words))).toEqual([]);
    const { observations } = findings(completeness, unnamed(words));
    expect(observations.map(({ kind }) => kind)).toEqual(losses);
  });

  test("what two events that the record lacks would explain", () => {
    const { header, ops } = unnamed("started executing completed executing#2 completed#2 done");
    const damaged = { header, ops: ops.filter(({ index }) => index !== 3 && index !== 6) };
    const { observations, tally } = findings(order, damaged);
    expect(observations).toEqual([]);
    expect(tally?.unknown).toContain("damaged");
  });
});

test("nothing observed", () => {
  expect(findings(order, story().open().end()).tally).toEqual({
    trials: 0,
    evaluated: 0,
    unknown: null,
  });
});
