import { describe, expect, test } from "vitest";
import { HarnessError } from "../errors/harness-error.ts";
import { agUi } from "./ag-ui.ts";
import { agentRun } from "./agent-run.ts";
import {
  contractData,
  contractFromData,
  contractTypes,
  defineContract,
} from "./define-contract.ts";
import { fiveEvents } from "./five-events.ts";
import { countOf, isFixed } from "./grammar-facts.ts";
import { one, oneOf, optional, others, repeat, sequence, spans } from "./grammar.ts";

/** What a definition is refused with. */
function refusal(define: () => unknown): string {
  try {
    define();
  } catch (error) {
    if (error instanceof HarnessError && error.code === "bad-config") return error.message;
    throw error;
  }
  return "accepted";
}

test("a contract has every default filled in", () => {
  const contract = defineContract({
    name: "chat",
    grammar: sequence(one("begin"), repeat(one("token")), one("end")),
    terminal: { success: ["end"] },
    deadlines: { first: "1.5s", total: 60_000 },
  });
  expect(contract).toEqual({
    name: "chat",
    grammar: {
      sequence: [{ one: "begin" }, { repeat: { one: "token" }, min: 0, max: null }, { one: "end" }],
    },
    spans: {},
    terminal: { success: ["end"], error: [] },
    fields: {},
    envelope: [],
    deadlines: { first: 1_500, total: 60_000 },
    fanout: "one",
    redelivery: "never",
    broadcasts: [],
    echo: "expected",
    memory: "thread",
    maxErrored: 0.05,
    cancelGrace: 0,
    maxClockSkew: null,
    maxClockStep: 0,
    schemaTypes: [],
    schemas: {},
  });
});

describe("a contract that makes no sense is refused, with all that is wrong", () => {
  const valid = { name: "c", grammar: one("end"), terminal: { success: ["end"] } };

  test("several problems at once", () => {
    const message = refusal(() =>
      defineContract({
        name: "c",
        grammar: sequence(spans("tool"), one("end")),
        terminal: { success: ["done"] },
        deadlines: { first: "soon" },
        maxErrored: 2,
      }),
    );
    expect(message).toBe(
      'The contract "c": deadlines.first: "soon" is no duration; ' +
        'the grammar names the span "tool", which is not defined; ' +
        'the terminal event "done" is not in the grammar; ' +
        'a run may end with "end", which is no terminal event; maxErrored: 2 is not in 0 to 1.',
    );
  });

  test.for([
    [{ grammar: sequence(repeat(optional(one("a"))), one("end")) }, "may be nothing"],
    [{ grammar: sequence(repeat(one("a"), 3, 2), one("end")) }, "3..2 is no range"],
    [{ grammar: sequence(oneOf(), one("end")) }, "empty part"],
    [{ grammar: optional(one("end")) }, "without events"],
    [{ terminal: { success: ["end"], error: ["end"] } }, "may not stand in the grammar"],
    [{ grammar: sequence(one("end"), others()) }, 'may end with "*", which is no terminal'],
    [
      {
        grammar: sequence(optional(one("no")), one("end"), optional(one("no"))),
        terminal: { success: ["end"], error: ["no"] },
      },
      'the error event "no" may not stand in the grammar, but after its end',
    ],
    [
      { spans: { tool: { open: "a", close: "b", refers: [{ field: "of", span: "agent" }] } } },
      'the span "tool" refers to "agent", which is not defined',
    ],
    [
      { spans: { tool: { open: "a", close: "b", joins: "json" } } },
      'the span "tool" names no field for the pieces of its text',
    ],
    [
      {
        spans: {
          tool: { open: "a", close: "b", retold: [{ type: "c", items: "x", id: "y", text: "z" }] },
        },
      },
      'the span "tool" names no field for the pieces of its text',
    ],
    ...(["inside", "otherCloses", "follow", "loose"] as const).map(
      (role) =>
        [
          { spans: { tool: { open: "a", close: "b", [role]: ["b"] } } },
          '"b" has two roles',
        ] as const,
    ),
    [{ broadcasts: ["end"] }, "both an event of a run and a broadcast"],
    [{ spans: { tool: { open: "a", close: "a" } } }, "two roles"],
    [{ fanout: "some" as "one" }, "none of one, all"],
    [{ fields: { end: { text: "words" as "text" } } }, "no rule"],
    [{ envelope: ["colour" as "user"] }, "none of user"],
    [{ cancelGrace: "x" }, 'cancelGrace: "x" is no duration'],
    [{ maxClockSkew: "x" }, 'maxClockSkew: "x" is no duration'],
    [{ maxClockStep: "x" }, 'maxClockStep: "x" is no duration'],
    [{ name: "" }, "it has no name"],
    [{ grammar: sequence(one(""), one("end")) }, "an event type is empty"],
    [{ spans: { tool: { open: "a", close: "b", id: "" } } }, "names no field for its id"],
    [{ spans: { tool: { open: "a", close: "" } } }, "has an empty event type"],
    [{ terminal: { success: [] } }, "no terminal event is named"],
    [{ maxErrored: -0.1 }, "maxErrored: -0.1 is not in 0 to 1"],
    [{ maxErrored: Number.NaN }, "maxErrored: NaN is not in 0 to 1"],
    [{ grammar: sequence(repeat(one("a"), -1), one("end")) }, "-1.. is no range"],
    [{ grammar: sequence(repeat(one("a"), 0, 1.5), one("end")) }, "0..1.5 is no range"],
    [
      { envelope: ["user", "colour" as "user", "id"] },
      'c": envelope: "colour" is none of user, thread',
    ],
    [{ colour: "red" }, 'there is no option "colour"; there are name, grammar'],
    [
      { deadlines: { first: "1s", frist: "2s" } },
      'there is no deadline "frist"; there are accepted, first, gap, total',
    ],
  ] as const)("%j", ([wrong, expected]) => {
    expect(refusal(() => defineContract({ ...valid, ...wrong }))).toContain(expected);
  });

  test("and one that uses all there is, is accepted", () => {
    const types = ["text", "string", "number", "boolean", "object", "array", "present"] as const;
    const fields = { end: Object.fromEntries(types.map((rule) => [rule, rule])) };
    const envelope = ["user", "thread", "id", "seq", "timestamp"] as const;
    const grammar = sequence(repeat(optional(one("a")), 0, 3), one("end"));
    const edges = [{ maxErrored: 0 }, { maxErrored: 1 }];
    for (const edge of edges) {
      expect(refusal(() => defineContract({ ...valid, grammar, fields, envelope, ...edge }))).toBe(
        "accepted",
      );
    }
  });

  test("ranges of an agent run", () => {
    expect(refusal(() => agentRun({ tools: "3..1" }))).toContain('tools: "3..1" is no range');
    expect(refusal(() => agentRun({ thinking: -1 }))).toContain("thinking: -1 is no range");
  });
});

test("the five events are fixed, an agent run is not", () => {
  expect([
    isFixed(fiveEvents()),
    isFixed(agentRun()),
    isFixed(agentRun({ thinking: 1, tools: 2, deltas: [] })),
  ]).toEqual([true, false, true]);
  const { grammar, spans: rules } = agentRun({ tools: "1..3" });
  expect(countOf("tool_completed", grammar, rules)).toEqual({ min: 1, max: 3 });
  expect(countOf("agent_thinking", grammar, rules)).toEqual({ min: 0, max: null });
  expect(countOf("agent_completed", grammar, rules)).toEqual({ min: 1, max: 1 });
});

test("an error event may follow the end, and a run may end with either", () => {
  const revoked = {
    name: "c",
    grammar: sequence(sequence(one("begin"), one("end")), optional(one("no"))),
    terminal: { success: ["end"], error: ["no"] },
  };
  expect(refusal(() => defineContract(revoked))).toBe("accepted");
});

test("types that the grammar does not name are counted, and make no contract fixed", () => {
  const open = { grammar: sequence(one("begin"), others(), one("end")), spans: {} };
  expect([countOf("news", open.grammar, {}), countOf("end", open.grammar, {})]).toEqual([
    { min: 1, max: 1 },
    { min: 1, max: 1 },
  ]);
  expect(countOf("news", repeat(open.grammar), {})).toEqual({ min: 0, max: null });
  expect(isFixed(open)).toBe(false);
});

test("of two ways to close neither must come", () => {
  const { spans: rules } = agUi();
  const twice = spans("subagent", 2, 3);
  expect(
    ["SUBAGENT_STARTED", "SUBAGENT_FINISHED", "SUBAGENT_ERROR"].map((type) =>
      countOf(type, twice, rules),
    ),
  ).toEqual([
    { min: 2, max: 3 },
    { min: 0, max: 3 },
    { min: 0, max: 3 },
  ]);
});

test("the stored half of a contract is plain data, and becomes a contract again", () => {
  const schema = {
    "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value }) },
  } as const;
  const contract = fiveEvents({ schemas: { agent_started: schema } });
  const data = contractData(contract);
  const stored: unknown = JSON.parse(JSON.stringify(data));
  expect(stored).toEqual(data);
  expect(data.schemaTypes).toEqual(["agent_started"]);
  expect(contractFromData(data).schemas).toEqual({});
  expect(contractFromData(data, contract.schemas)).toEqual(contract);
});

test("a contract knows all its event types", () => {
  expect(contractTypes(agentRun({ broadcasts: ["news"] }))).toEqual([
    "agent_started",
    "agent_thinking",
    "tool_executing",
    "tool_completed",
    "agent_delta",
    "agent_completed",
    "agent_error",
    "news",
  ]);
});
