import { expect, test } from "vitest";
import { agentRun } from "../../contract/agent-run.ts";
import { attribute } from "../../verdict/attribution.ts";
import { findings, judge, story } from "../testing/judging.ts";
import { CATALOGUE } from "../catalogue.ts";
import { pairing } from "./pairing.ts";

/** A run whose tool has this name when its call ends. */
function ending(tool: string) {
  const tale = story({ users: ["amy"], sentinels: [] })
    .open()
    .start("amy");
  const data = { tool_name: tool, call_id: "call-amy-1-1", result: { hits: 3 } };
  tale.events("amy", 1, "started thinking executing").event("amy", 1, "completed", { data });
  tale.events("amy", 1, "done").finish();
  return attribute(judge(tale, ...CATALOGUE).observations).map(
    ({ guarantee, kind }) => `${guarantee}/${kind}`,
  );
}

test("the end of a call under another tool's name is crossed", () => {
  expect(ending("calculator")).toEqual(["pairing/crossed"]);
});

test("a name that is empty is an empty text, and no other tool's", () => {
  expect(ending(" ")).toEqual(["content/empty-text"]);
});

const ECHOES = [{ open: "parameters.query", close: "result.query" }];

/** Calls `a` and `b` at once, and what their results repeat, all cut when it was recorded. */
function cutResults(asked: readonly [string, string], repeated: readonly [string, string]) {
  const tale = story({ contract: agentRun({ echoes: ECHOES }) })
    .open("amy")
    .start("amy")
    .events("amy", 1, "started");
  for (const [at, call_id] of ["a", "b"].entries()) {
    const data = { tool_name: "search", call_id, parameters: { query: asked[at] } };
    tale.event("amy", 1, `executing#${at + 1}`, { data, truncated: true });
  }
  for (const [at, call_id] of ["a", "b"].entries()) {
    const data = { tool_name: "search", call_id, result: { query: repeated[at] } };
    tale.event("amy", 1, `completed#${at + 1}`, { data, truncated: true });
  }
  const { observations } = findings(pairing, tale.events("amy", 1, "done").finish());
  return observations.map(({ kind, ops }) => [kind, ops]);
}

const CATS = `part 1: ${"cats ".repeat(30)}`;
const DOGS = `part 2: ${"dogs ".repeat(30)}`;

test("of texts too long to be kept, the heads that are kept tell whose result it is", () => {
  expect(cutResults([CATS, DOGS], [DOGS, CATS])).toEqual([
    ["crossed", [6, 4]],
    ["crossed", [7, 5]],
  ]);
  expect(cutResults([CATS, DOGS], [DOGS.slice(0, 100), CATS.slice(0, 100)])).toHaveLength(2);
});

test("a cut text convicts nobody where it may go on as it should, or fits no other call either", () => {
  expect(cutResults([CATS, DOGS], [CATS.slice(0, 100), DOGS])).toEqual([]);
  expect(cutResults([CATS, DOGS], [`You asked: ${CATS}`, `You asked: ${DOGS}`])).toEqual([]);
});

test("a short text of a cut payload may stand for another, and convicts nobody", () => {
  expect(cutResults(["masked-1", "masked-2"], ["masked-2", "masked-1"])).toEqual([]);
});
