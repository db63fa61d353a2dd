import { describe, expect, test } from "vitest";
import { agUi } from "../../contract/ag-ui.ts";
import { agentRun } from "../../contract/agent-run.ts";
import { AGENT_DELTA } from "../../contract/event-types.ts";
import { CANARY_LENGTH } from "../../ownership/canary.ts";
import { isolation } from "./isolation.ts";
import { findings, story } from "../testing/judging.ts";
import { canaryOf, watch } from "../testing/placed-ops.ts";

type Payload = Readonly<Record<string, unknown>>;

/** What isolation says of amy's run, in which these payloads came as pieces of the answer. */
function judged(payloads: (bo: string, amy: string) => readonly Payload[]) {
  const tale = story({ users: ["amy", "bo"], sentinels: [], contract: agentRun() })
    .open()
    .start("bo")
    .start("amy");
  tale.event("amy", 1, "started", { canaries: [] });
  for (const [nth, data] of payloads(tale.canary("bo"), tale.canary("amy")).entries()) {
    tale.event("amy", 1, `d${nth}`, { type: AGENT_DELTA, canaries: [], data });
  }
  return findings(isolation, tale.finish()).observations.map(({ kind, victim, ops }) => [
    kind,
    victim,
    ops,
  ]);
}

/** A text in two pieces, each with an id of its own. */
function inNumbered(text: string): readonly Payload[] {
  return [
    { chunk_id: "1", text: text.slice(0, 9) },
    { chunk_id: "2", text: text.slice(9) },
  ];
}

/** What is said of bo's text in two pieces, with the pieces of so many other texts between them. */
function around(count: number) {
  const others = Array.from({ length: count }, (_, nth) => ({
    message_id: `m${nth}`,
    text: "la ",
  }));
  return judged((bo) => [
    { message_id: "a", text: bo.slice(0, 9) },
    ...others,
    { message_id: "a", text: bo.slice(9) },
  ]);
}

const BLEED = [["bleed", "bo", [8, 4]]];

describe("a text in two pieces is joined", () => {
  test.each<[string, (text: string) => Payload]>([
    ["in a field of its own", (text) => ({ text })],
    ["deep in the payload", (text) => ({ choices: [{ index: 0, delta: { content: text } }] })],
    ["as an item of a list", (text) => ({ parts: [{ text }] })],
    ["beside an id that is always the same", (text) => ({ message_id: "m", text })],
  ])("%s", (_, spell) => {
    const split = (of: string) => [spell(of.slice(0, 9)), spell(of.slice(9))];
    expect(judged((bo) => split(bo))).toEqual(BLEED);
    expect(judged((_bo, amy) => split(amy))).toEqual([]);
  });

  test("beside an id of the piece's own", () => {
    expect(judged((bo) => inNumbered(bo))).toEqual(BLEED);
    expect(judged((_bo, amy) => inNumbered(amy))).toEqual([]);
  });

  test("over the items of one list", () => {
    expect(judged((bo) => [{}, { parts: [bo.slice(0, 9), bo.slice(9)] }])).toEqual(BLEED);
  });
});

describe("texts that come at once are told apart", () => {
  test.each<[string, (name: string, text: string) => Payload]>([
    ["by an id", (messageId, text) => ({ messageId, delta: text })],
    ["by an index", (name, text) => ({ index: name === "a" ? 0 : 1, delta: { text } })],
  ])("%s", (_, spell) => {
    const mixed = (of: string) => [
      spell("a", of.slice(0, 9)),
      spell("b", "la "),
      spell("a", of.slice(9)),
    ];
    expect(judged((bo) => mixed(bo))).toEqual([["bleed", "bo", [9, 4]]]);
    expect(judged((_bo, amy) => mixed(amy))).toEqual([]);
  });

  test("and halves of a text in two of them are no text", () => {
    expect(
      judged((bo) => [
        { messageId: "a", delta: `${bo.slice(0, 9)} …` },
        { messageId: "b", delta: bo.slice(9) },
      ]),
    ).toEqual([]);
  });
});

test("a text is joined also of events that may come so often and no more", () => {
  const thoughts = ["agent_thinking", "agent_thinking"];
  const found = ["amy", "bo"].map((whose) => {
    const cast = { users: ["amy", "bo"], sentinels: [], contract: agentRun({ thinking: "1..5" }) };
    const tale = story(cast).open().start("bo").start("amy");
    const text = tale.canary(whose);
    const pieces = [text.slice(0, 9), text.slice(9)];
    for (const [at, type] of thoughts.entries()) {
      tale.event("amy", 1, `t${at}`, { type, canaries: [], data: { reasoning: pieces[at] } });
    }
    return findings(isolation, tale.end()).observations.map(({ kind, victim }) => [kind, victim]);
  });
  expect(found).toEqual([[], [["bleed", "bo"]]]);
});

/** A text in two blocks, with one of another type between them. */
function inBlocks(text: string): readonly Payload[] {
  return [
    { delta: { type: "text", text: text.slice(0, 9) } },
    { delta: { type: "thought", text: "la " } },
    { delta: { type: "text", text: text.slice(9) } },
  ];
}

test("texts of two types of block, which come by turns, are told apart", () => {
  expect(judged((bo) => inBlocks(bo))).toEqual([["bleed", "bo", [9, 4]]]);
  expect(judged((_bo, amy) => inBlocks(amy))).toEqual([]);
});

test("of a run with texts without end, the one that was longest not added to is given up", () => {
  expect(around(100)).toEqual([["bleed", "bo", [109, 4]]]);
  expect(around(300)).toEqual([]);
});

test.each([
  ["TEXT_MESSAGE_CONTENT", "messageId"],
  ["TOOL_CALL_ARGS", "toolCallId"],
  ["TOOL_CALL_CHUNK", null],
])("a text of AG-UI is joined wherever it is cut: %s", (type, id) => {
  const found = Array.from({ length: CANARY_LENGTH - 1 }, (_, at) => {
    const cast = { users: ["amy", "bo"], sentinels: [], contract: agUi(), bare: true };
    const tale = story(cast).open().start("bo").start("amy");
    const text = `so: ${tale.canary("bo")}, he said`;
    for (const delta of [text.slice(0, at + 5), text.slice(at + 5)]) {
      const data = { delta, ...(id !== null && { [id]: "1" }) };
      tale.event("amy", 1, delta, { type, canaries: [], data });
    }
    return findings(isolation, tale.end()).observations.map(({ kind }) => kind);
  });
  expect(found).toEqual(found.map(() => ["bleed"]));
});

test("catches another user's text that is split over the deltas of a span", () => {
  const scene = watch();
  scene.send("amy");
  const bo = scene.send("bo");
  const canary = canaryOf("amy");
  const delta = (call: string, text: string) => scene.own(bo, "delta", { data: { call, text } });
  delta("1", `she said ${canary.slice(0, 9)}`);
  delta("2", canary.slice(9));
  delta("1", canary.slice(9));
  const told = scene.finish();
  expect(told.findings).toEqual([["bleed", "bo", "amy", "delta", [4, 0]]]);
  expect(told.messages).toEqual(["bo received amy's text over several delta events"]);
});

test("what stands between two deltas of a text breaks it not", () => {
  const scene = watch();
  scene.send("amy");
  const bo = scene.send("bo");
  const canary = canaryOf("amy");
  scene.own(bo, "delta", { data: { call: "1", text: canary.slice(0, 9) } });
  scene.own(bo, "delta", { data: { call: "1", text: null } });
  scene.own(bo, "delta", { data: { call: "1" } });
  scene.own(bo, "thinking", { data: { call: "1", text: "hm" } });
  scene.own(bo, "delta", { data: { call: "1", text: canary.slice(9) } });
  expect(scene.finish().findings).toEqual([["bleed", "bo", "amy", "delta", [6, 0]]]);
});

test("one's own text split over deltas is innocent", () => {
  const scene = watch();
  const bo = scene.send("bo");
  for (const text of canaryOf("bo")) scene.own(bo, "delta", { data: { call: "1", text } });
  expect(scene.finish().findings).toEqual([]);
});
