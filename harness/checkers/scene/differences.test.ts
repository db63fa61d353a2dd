import { expect, test } from "vitest";
import { agentRun } from "../../contract/agent-run.ts";
import { clock } from "../clock.ts";
import { completeness } from "../completeness/completeness.ts";
import { order } from "../order.ts";
import { pairing } from "../pairing/pairing.ts";
import { judge, told } from "../testing/judging.ts";

const cast = { users: ["amy"], sentinels: [], contract: agentRun({ maxErrored: 0 }), bare: true };

function kinds(words: string) {
  const { observations } = judge(told(`amy: ${words}`, cast), completeness, order, pairing, clock);
  return observations.map(({ guarantee, kind, event, ops }) => [guarantee, kind, event, ops]);
}

test("a result before its call is no loss of a call, whatever other calls there are", () => {
  const words = "started completed executing#2 completed#2 executing done";
  expect(kinds(words)).toEqual([["order", "effect-first", "tool_completed", [3, 6]]]);
});

test("calls that were open when a run broke off are missing where it did, with the rest", () => {
  expect(kinds("started executing executing#2 thinking")).toEqual([
    ["completeness", "tail", "tool_completed", [5, 1]],
  ]);
});

test("a result that is missing before more came of the run and it ended is a loss of its own", () => {
  expect(kinds("started executing thinking done")).toEqual([
    ["completeness", "tail", "tool_completed", [5, 4, 1]],
    ["pairing", "open-span", "tool_completed", [3, 5]],
  ]);
});
