import { describe, expect, test } from "vitest";
import { agentRun } from "../../contract/agent-run.ts";
import { defineContract } from "../../contract/define-contract.ts";
import * as grammar from "../../contract/grammar.ts";
import { attribute } from "../../verdict/attribution.ts";
import { pairing } from "./pairing.ts";
import { findings, type Story, story, told } from "../testing/judging.ts";

const FREE = {
  contract: agentRun({ echoes: [{ open: "parameters.query", close: "result.query" }] }),
};

function faults(history: Story) {
  return findings(pairing, history).observations.map(({ kind, event, ops }) => [kind, event, ops]);
}

/** A run of amy's whose tool events carry these payloads; `executing` and `completed` by turns, unless named. */
function calls(payloads: readonly (readonly [string, object])[], cast = {}): Story {
  const tale = story({ ...FREE, ...cast })
    .open("amy")
    .start("amy")
    .events("amy", 1, "started");
  for (const [at, [word, data]] of payloads.entries()) {
    tale.event("amy", 1, `${word}#${at + 1}`, { data: { tool_name: "search", ...data } });
  }
  return tale.events("amy", 1, "done").finish();
}

const query = (call_id: string, text: string) => ({ call_id, parameters: { query: text } });
const answer = (call_id: string, text: string) => ({ call_id, result: { query: text } });

/** The close of amy's connection tells of one message more than the history holds. */
function lostOne(tale: Story): Story {
  const close = tale.ops.findIndex((op) => op.type === "close" && op.user === "amy");
  const op = tale.ops[close];
  if (op?.type === "close") tale.ops[close] = { ...op, frames: op.frames + 1 };
  return tale;
}

describe("where a message was lost on its way to the history", () => {
  test.for([
    ["a result without its call", [["completed", answer("c1", "a")]], 1],
    ["a call left open", [["executing", query("c1", "a")]], 1],
    [
      "results that do not fit, matched by their places",
      [
        ["executing", { ...query("c1", "a"), call_id: null }],
        ["executing", { ...query("c2", "b"), call_id: null }],
        ["completed", { ...answer("c2", "b"), call_id: null }],
      ],
      2,
    ],
  ] as const)("%s: nothing is proved", ([, payloads, seeming]) => {
    const { observations, tally } = findings(pairing, lostOne(calls(payloads)));
    expect(observations).toEqual([]);
    expect(tally?.unknown).toMatch(
      new RegExp(
        `^${seeming} things? seems? to be missing, and the history itself is damaged`,
        "u",
      ),
    );
  });

  test("two results for one call are two results", () => {
    const tale = calls([
      ["executing", query("c1", "a")],
      ["completed", answer("c1", "a")],
      ["completed", answer("c1", "b")],
    ]);
    expect(faults(lostOne(tale)).map(([kind]) => kind)).toEqual(["two-results"]);
  });
});

test("a contract without spans leaves nothing to judge", () => {
  const contract = defineContract({
    name: "plain",
    grammar: grammar.sequence(grammar.one("agent_started"), grammar.one("agent_completed")),
    terminal: { success: ["agent_completed"] },
  });
  expect(findings(pairing, told("amy: started done", { contract })).tally).toEqual({
    trials: 0,
    evaluated: 0,
    unknown: "the contract has no spans, such as tool calls",
  });
});

describe("catches", () => {
  test("a call left open at the end", () => {
    const tale = told("amy: started executing executing#2 completed done", FREE);
    expect(findings(pairing, tale)).toEqual({
      observations: [
        {
          guarantee: "pairing",
          kind: "open-span",
          user: "amy",
          victim: null,
          run: tale.run("amy"),
          event: "tool_completed",
          ops: [11, 13],
          message: 'in amy\'s run 1 tool call "call-amy-1-2" was left open at the end',
          touches: [
            { user: "amy", run: tale.run("amy"), event: "tool_executing" },
            { user: "amy", run: tale.run("amy"), event: "agent_completed" },
          ],
        },
      ],
      tally: { trials: 1, evaluated: 2, unknown: null },
    });
  });

  test("two results of one call, and two starts", () => {
    const one = { call_id: "a" };
    expect(
      faults(
        calls([
          ["executing", one],
          ["completed", { ...one, result: 1 }],
          ["completed", { ...one, result: 2 }],
        ]),
      ),
    ).toEqual([["two-results", "tool_completed", [6, 5]]]);
    expect(
      faults(
        calls([
          ["executing", { ...one, parameters: 1 }],
          ["executing", { ...one, parameters: 2 }],
          ["completed", one],
        ]),
      ),
    ).toEqual([["two-starts", "tool_executing", [5, 4]]]);
  });

  test("no call left open where its end names no tool, and bears no id", () => {
    const tale = calls([
      ["executing", { tool_name: "search" }],
      ["completed", { tool_name: " " }],
    ]);
    expect(faults(tale)).toEqual([]);
  });

  test("one id for two calls, as one fault", () => {
    const tale = calls([
      ["executing", query("a", "cats")],
      ["completed", { call_id: "a", result: 1 }],
      ["executing", query("a", "dogs")],
      ["completed", { call_id: "a", result: 2 }],
    ]);
    const all = attribute(findings(pairing, tale).observations);
    expect(
      all.map(({ kind, consequences }) => [kind, consequences.map((one) => one.kind)]),
    ).toEqual([["two-results", ["two-starts"]]]);
  });

  test("a result of a call that never started", () => {
    expect(faults(told("amy: started executing completed completed#2 done", FREE))).toEqual([
      ["orphan-result", "tool_completed", [12]],
    ]);
  });

  test("results of parallel calls swapped, by the parameter that they repeat", () => {
    const tale = calls([
      ["executing", query("a", "cats")],
      ["executing", query("b", "dogs")],
      ["completed", answer("a", "dogs")],
      ["completed", answer("b", "cats")],
    ]);
    expect(faults(tale)).toEqual([
      ["crossed", "tool_completed", [6, 4]],
      ["crossed", "tool_completed", [7, 5]],
    ]);
  });

  test("but not where nobody said that a result repeats its call", () => {
    const payloads = [
      ["executing", query("a", "cats")],
      ["completed", answer("a", "felidae")],
    ] as const;
    expect(faults(calls(payloads))).toEqual([["crossed", "tool_completed", [5, 4]]]);
    expect(faults(calls(payloads, { contract: agentRun() }))).toEqual([]);
  });

  test("the result of another tool", () => {
    const tale = calls([
      ["executing", { call_id: "a" }],
      ["completed", { call_id: "a", tool_name: "weather" }],
    ]);
    expect(faults(tale)).toEqual([["crossed", "tool_completed", [5, 4]]]);
  });

  test("without ids, by the tool's name", () => {
    const tale = calls([
      ["executing", { tool_name: "search" }],
      ["completed", { tool_name: "weather" }],
    ]);
    expect(faults(tale).map(([kind]) => kind)).toEqual(["open-span", "orphan-result"]);
  });
});

describe("innocent", () => {
  test.for([
    ["one call after the other", "amy: started executing completed executing#2 completed#2 done"],
    ["interleaved calls", "amy: started executing executing#2 completed#2 completed done"],
    ["a copy of a result", "amy: started executing completed completed done"],
    ["no call at all", "amy: started done"],
    ["a call that an error cut off", "amy: started executing error"],
    ["a call that the end has overtaken is order's", "amy: started thinking done thinking#2"],
    ["what comes after the end is finality's", "amy: started done completed#2"],
  ] as const)("%s", ([, text]) => {
    expect(faults(told(text, FREE))).toEqual([]);
  });

  test("parallel calls without ids, first in first out", () => {
    const bare = {};
    expect(
      faults(
        calls([
          ["executing", bare],
          ["executing", { parameters: 1 }],
          ["completed", { result: 1 }],
          ["completed", { result: 2 }],
        ]),
      ),
    ).toEqual([]);
  });

  test("a result that repeats the parameter in short, or not at all", () => {
    const open = { call_id: "a", parameters: { query: "all about cats" } };
    const other = { call_id: "b", parameters: { query: "dogs" } };
    const shut = (result: unknown) =>
      calls([
        ["executing", open],
        ["executing", other],
        ["completed", { call_id: "a", result }],
        ["completed", { call_id: "b" }],
      ]);
    expect(faults(shut({ query: "all about" }))).toEqual([]);
    expect(faults(shut("3 hits"))).toEqual([]);
  });

  test("a payload that was cut when it was recorded", () => {
    const tale = story(FREE).open("amy").start("amy").events("amy", 1, "started executing");
    const data = { call_id: "call-amy-1-1", tool_name: "search", result: { query: "…" } };
    tale.event("amy", 1, "completed", { data, truncated: true }).events("amy", 1, "done");
    expect(faults(tale.finish())).toEqual([]);
  });

  test("a call that is open at the end of a run, where nobody watched for what comes after it", () => {
    const tale = story(FREE).open("amy").start("amy").events("amy", 1, "started executing done");
    expect(faults(tale.end("interrupted"))).toEqual([]);
  });

  test("a call in a run that never ended", () => {
    expect(faults(told("amy: started executing", FREE))).toEqual([]);
  });
});

test("nothing observed", () => {
  expect(findings(pairing, story().open().end()).tally).toEqual({
    trials: 0,
    evaluated: 0,
    unknown: null,
  });
});
