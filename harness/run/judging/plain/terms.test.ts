import { expect, test } from "vitest";
import { agentRun } from "../../../contract/agent-run.ts";
import type { Contract, SpanRule } from "../../../contract/contract.ts";
import { type ContractOptions, defineContract } from "../../../contract/define-contract.ts";
import { fiveEvents } from "../../../contract/five-events.ts";
import { one, repeat, sequence } from "../../../contract/grammar.ts";
import type { HistoryHeader } from "../../../history/header.ts";
import { sampleHeader } from "../../../history/testing.ts";
import { termsOf } from "./terms.ts";

function under(contract: Contract, rest: Partial<HistoryHeader> = {}) {
  return termsOf({ ...sampleHeader, contract: { ...contract, schemaTypes: [] }, ...rest });
}

const AB: ContractOptions = {
  name: "ab",
  grammar: sequence(one("a"), one("b")),
  terminal: { success: ["b"], error: ["x"] },
};
const SPAN = { open: "a", close: "b" };

/** A contract that differs in this from one of an event after the other. */
function ab(rest: Partial<ContractOptions> = {}): Contract {
  return defineContract({ ...AB, ...rest });
}

/** No contract is made like that, but a record may say so. */
function twice(contract: Contract): Contract {
  return { ...contract, spans: { ...contract.spans, ...renamed(contract.spans) } };
}

function renamed(spans: Contract["spans"]): Contract["spans"] {
  return Object.fromEntries(Object.entries(spans).map(([name, rule]) => [`${name}'`, rule]));
}

/** A span as no contract may declare it. */
function spanned(change: Partial<SpanRule>): Contract {
  const contract = ab({ spans: { s: SPAN } });
  const [rule] = Object.values(contract.spans);
  return rule === undefined ? contract : { ...contract, spans: { s: { ...rule, ...change } } };
}

function abc(spans: NonNullable<ContractOptions["spans"]>): Contract {
  const grammar = sequence(one("a"), one("b"), one("c"));
  return defineContract({ name: "abc", grammar, spans, terminal: { success: ["c"] } });
}

test("of the five events each has its fields, and the tool's result repeats id and label", () => {
  const { events = [], spans } = under(fiveEvents()) ?? {};
  expect([
    spans,
    ...events.map(({ type, fields }) => [
      type,
      ...fields.map(({ name, keep, repeats }) => [name, keep, repeats]),
    ]),
  ]).toEqual([
    1,
    ["agent_started", ["agent_name", null, null]],
    ["agent_thinking", ["reasoning", null, null]],
    ["tool_executing", ["tool_name", 1, null], ["call_id", 0, null]],
    ["tool_completed", ["tool_name", null, 1], ["call_id", null, 0]],
    ["agent_completed", ["final_response", null, null]],
  ]);
});

test("what is of one event after the other is judged at a glance", () => {
  expect(under(ab())).not.toBeNull();
  expect(under(ab({ spans: { s: SPAN } }))).not.toBeNull();
});

test("an end that repeats more than id and label repeats a value, or one in an object", () => {
  const echoes = [
    { open: "parameters.query", close: "result.query" },
    { open: "city", close: "place" },
  ];
  const { events = [], kept } = under(fiveEvents({ echoes })) ?? {};
  const own = events.map(({ fields }) => fields.filter(({ names }) => !names));
  expect([kept, ...own.slice(2, 4)]).toEqual([
    4,
    [
      { name: "parameters", rule: null, inner: "query", keep: 2, repeats: null, names: false },
      { name: "city", rule: null, inner: null, keep: 3, repeats: null, names: false },
    ],
    [
      { name: "result", rule: null, inner: "query", keep: null, repeats: 2, names: false },
      { name: "place", rule: null, inner: null, keep: null, repeats: 3, names: false },
    ],
  ]);
});

test.each<[string, Contract]>([
  ["events may come in any number", ab({ grammar: sequence(repeat(one("a")), one("b")) })],
  ["the agent is free", agentRun()],
  ["an event comes twice", ab({ grammar: sequence(one("a"), one("a"), one("b")) })],
  [
    "one that ends a run stands in its midst",
    { ...ab(), terminal: { success: ["a", "b"], error: [] } },
  ],
  ["the last one ends no run well", { ...ab(), terminal: { success: ["c"], error: [] } }],
  ["a span ends before it begins", spanned({ open: "b", close: "a" })],
  ["a span begins with what never comes", spanned({ open: "z" })],
  ["pieces of a span are joined", spanned({ joins: "json" })],
  ["a label is the id itself", spanned({ id: "id", label: "id" })],
  ["one may come to everybody", { ...ab(), broadcasts: ["a"] }],
  ["more than two events tell a span", abc({ s: { open: "a", inside: ["b"], close: "c" } })],
  ["an end repeats what lies deep", fiveEvents({ echoes: [{ open: "a.b.c", close: "c" }] })],
  [
    "an end repeats two things of one field",
    fiveEvents({ echoes: ["a.b", "a.c"].map((open) => ({ open, close: open.slice(2) })) }),
  ],
  ["an end repeats its label", fiveEvents({ echoes: [{ open: "a", close: "tool_name" }] })],
  ["a span has a scope", ab({ spans: { s: { ...SPAN, scope: ["agent"] } } })],
  ["a label lies deeper", ab({ spans: { s: { ...SPAN, label: "tool.name" } } })],
  ["two spans begin with one event", twice(ab({ spans: { s: SPAN } }))],
  ["an event has more fields than there are bits", ab({ fields: { a: present(31) } })],
  [
    "a field has a name that nobody reads",
    ab({ fields: { a: { ["a".repeat(1_001)]: "present" } } }),
  ],
  ["a field has a name that is no text", ab({ fields: { a: { "\ud800": "present" } } })],
])("not where %s", (_what, contract) => {
  expect(under(contract)).toBeNull();
});

function present(count: number) {
  return Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`field ${at}`, "present" as const]),
  );
}

test.each<[string, Partial<HistoryHeader>]>([
  ["a payload has a schema in code", { contract: { ...ab(), schemaTypes: ["a"] } }],
  ["the server names the runs", { dialect: { ...sampleHeader.dialect, runIds: "server" } }],
  ["not every event names its run", { dialect: { ...sampleHeader.dialect, runNames: "first" } }],
  ["nobody knows how many runs there will be", { plan: { ...sampleHeader.plan, runs: null } }],
  ["runs are started for a while", { plan: { ...sampleHeader.plan, duration: 60_000 } }],
])("nor where %s", (_what, rest) => {
  expect(under(ab(), rest)).toBeNull();
});

test("nor where a limit is set on an acknowledgement that never comes", () => {
  const provides = { ...sampleHeader.dialect.provides, acceptance: "never" as const };
  const dialect = { ...sampleHeader.dialect, provides };
  expect(under(ab({ deadlines: { accepted: 100 } }), { dialect })).toBeNull();
  expect(under(ab(), { dialect })).not.toBeNull();
});
