import { describe, expect, test } from "vitest";
import { decodeHeader, encodeLine } from "../history/codec.ts";
import { sampleHeader } from "../history/testing.ts";
import { agUi } from "./ag-ui.ts";
import { accepts, align } from "./align.ts";
import { compile } from "./automaton.ts";
import { contractData } from "./define-contract.ts";

const STRICT = agUi({ strict: true });

const NAMES: Readonly<Record<string, string>> = {
  run: "RUN_STARTED",
  done: "RUN_FINISHED",
  error: "RUN_ERROR",
  msg: "TEXT_MESSAGE_START",
  txt: "TEXT_MESSAGE_CONTENT",
  sent: "TEXT_MESSAGE_END",
  agent: "SUBAGENT_STARTED",
  left: "SUBAGENT_FINISHED",
  fell: "SUBAGENT_ERROR",
};

function types(line: string): readonly string[] {
  return line.split(" ").map((word) => NAMES[word] ?? word);
}

describe.each([
  ["run done", true, true],
  ["run msg msg txt sent txt sent done", true, true],
  ["run agent agent left fell done", true, true],
  ["run fell done", false, false],
  ["run msg done", false, false],
  ["run CUSTOM RAW CUSTOM done", true, true],
  ["run NEWS NEWS OTHER done", true, false],
  ["NEWS run done", false, false],
  ["run done NEWS", false, false],
  ["run done error", true, false],
  ["run done error error", false, false],
  ["run error done", false, false],
])("by types alone, %s", (line, lax, strict) => {
  test(`is ${lax ? "a run" : "none"}, and ${strict ? "a strict one" : "no strict one"}`, () => {
    expect([
      accepts(compile(agUi()), types(line), true),
      accepts(compile(STRICT), types(line), true),
    ]).toEqual([lax, strict]);
  });
});

test.for([
  ["run txt done", "+TEXT_MESSAGE_CONTENT@1"],
  ["run txt txt sent done", "-TEXT_MESSAGE_START"],
  ["run msg txt done", "-TEXT_MESSAGE_END"],
  ["run msg txt sent", "-RUN_FINISHED"],
  ["msg NEWS sent done", "-RUN_STARTED"],
  ["run agent done", "-SUBAGENT_FINISHED"],
  ["run NEWS done NEWS", "+NEWS@3"],
] as const)("%s differs by %s", ([line, expected]) => {
  const options = { whole: true, anchors: new Set(["RUN_FINISHED"]) };
  const found = align(compile(agUi()), types(line), options).flatMap((step) => {
    if (step.kind === "match") return [];
    return step.kind === "missing" ? [`-${step.type}`] : [`+${types(line)[step.at]}@${step.at}`];
  });
  expect(found.join(" ")).toBe(expected);
});

test.for([agUi(), agUi({ strict: true, maxErrored: 0 })])(
  "$name comes back from a stored history as it was",
  (contract) => {
    const header = { ...sampleHeader, contract: contractData(contract) };
    expect(decodeHeader(encodeLine(header))).toEqual(header);
  },
);

test.for([
  { grammar: { others: "all" } },
  { spans: { message: { ...STRICT.spans["message"], reopens: "yes" } } },
  { spans: { message: { ...STRICT.spans["message"], retold: [{ type: "T" }] } } },
  { spans: { message: { ...STRICT.spans["message"], refers: ["subagent"] } } },
  { spans: { message: { ...STRICT.spans["message"], joins: "xml" } } },
] as const)("what is no contract is not read as one: %j", (wrong) => {
  const line = JSON.stringify({ ...sampleHeader, contract: { ...contractData(STRICT), ...wrong } });
  expect(decodeHeader(line)).toHaveProperty("reason");
});

test("terms are taken over, and fields of one's own are added to the strict ones", () => {
  const own = { CUSTOM: { name: "text" } } as const;
  const contract = agUi({ strict: true, fields: own, memory: "none" });
  expect([contract.name, contract.memory, contract.fields["CUSTOM"]]).toEqual([
    "ag-ui-strict",
    "none",
    { name: "text" },
  ]);
  expect(contract.fields["TOOL_CALL_START"]).toEqual({ toolCallId: "text", toolCallName: "text" });
  expect(agUi({ fields: own }).fields).toEqual(own);
});
