import { expect, test } from "vitest";
import { content } from "../checkers/content/content.ts";
import { findings, story } from "../checkers/testing/judging.ts";
import { demoContract } from "./demo.ts";

/** What is found in a run of five events of which one has this payload. */
function blemishes(word: string, data: object) {
  const contract = demoContract();
  const tale = story({ contract }).open("amy").start("amy");
  for (const one of ["started", "thinking", "executing", "completed", "done"]) {
    tale.event("amy", 1, one, one === word ? { data: { ...data } } : {});
  }
  const { observations } = findings(content, tale.finish());
  return observations.map(({ kind, event, message }) => [kind, event, message]);
}

const call = { tool_name: "search", call_id: "a" };

test("of the demo a tool call must have its id, its parameters and its result", () => {
  expect(blemishes("executing", call)).toEqual([
    ["missing-field", "tool_executing", "amy's tool_executing: its parameters is missing"],
  ]);
  expect(blemishes("completed", { tool_name: "search", result: {} })).toEqual([
    ["missing-field", "tool_completed", "amy's tool_completed: its call_id is missing"],
  ]);
  expect(blemishes("completed", { ...call, result: null })).toEqual([
    ["missing-field", "tool_completed", "amy's tool_completed: its result is missing"],
  ]);
  expect(blemishes("completed", { ...call, result: { query: "x" } })).toEqual([]);
});
