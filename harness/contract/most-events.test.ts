import { expect, test } from "vitest";
import { agUi } from "./ag-ui.ts";
import { agentRun } from "./agent-run.ts";
import { fiveEvents } from "./five-events.ts";
import { others, repeat, sequence, one } from "./grammar.ts";
import { mostEvents } from "./most-events.ts";

test("of a contract that names its events, some twenty times as many are kept", () => {
  expect(mostEvents(fiveEvents())).toBe(200);
});

test("a contract that allows any number is kept up to what no agent says", () => {
  expect([agentRun(), agUi()].map(mostEvents)).toEqual([100_000, 100_000]);
  const whatever = { grammar: sequence(one("a"), repeat(others())), spans: {} };
  expect(mostEvents(whatever)).toBe(100_000);
});

test("a number too large to be kept is none", () => {
  const many = { grammar: repeat(one("a"), 0, 1_000_000), spans: {} };
  expect(mostEvents(many)).toBe(100_000);
});
