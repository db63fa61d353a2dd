import { describe, expect, test } from "vitest";
import { defineContract } from "../../contract/define-contract.ts";
import * as grammar from "../../contract/grammar.ts";
import { findings, story } from "../testing/judging.ts";
import { pairing } from "./pairing.ts";

/** As OpenAI's responses have it: what ends a call has all its arguments, beside its id or in an item. */
function contractWith(items: string, id: string) {
  return defineContract({
    name: "responses",
    grammar: grammar.sequence(
      grammar.one("agent_started"),
      grammar.spans("arguments"),
      grammar.one("agent_completed"),
    ),
    spans: {
      arguments: {
        open: "call.added",
        close: "call.done",
        inside: ["call.delta"],
        id: "item_id",
        delta: "delta",
        joins: "json",
        retold: [{ type: "call.done", items, id, text: "arguments" }],
      },
    },
    terminal: { success: ["agent_completed"] },
  });
}

const PLACES = [
  ["beside its id", ".", "item_id", (whole: string) => ({ arguments: whole })],
  ["in an item", "item", "id", (whole: string) => ({ item: { id: "c1", arguments: whole } })],
] as const;

describe.for(PLACES)("a whole text that the end of its span tells %s", ([, items, id, data]) => {
  function faults(pieces: readonly string[], whole: string) {
    const tale = story({ contract: contractWith(items, id) })
      .open("amy")
      .start("amy");
    tale.events("amy", 1, "started").event("amy", 1, "call.added", { data: { item_id: "c1" } });
    for (const [nth, delta] of pieces.entries()) {
      tale.event("amy", 1, `call.delta#${nth}`, { data: { item_id: "c1", delta } });
    }
    tale.event("amy", 1, "call.done", { data: { item_id: "c1", ...data(whole) } });
    const history = tale.events("amy", 1, "done").finish();
    return findings(pairing, history).observations.map(({ kind, event }) => [kind, event]);
  }

  test.for([
    ["as it came", ["[1,", "2,", "3]"], []],
    ["with a piece lost", ["[1,", "3]"], [["lost-piece", "call.delta"]]],
    ["with a piece twice", ["[1,", "2,", "2,", "3]"], [["doubled-piece", "call.delta"]]],
    ["with pieces moved", ["[1,", "3]", "2,"], [["moved-piece", "call.delta"]]],
  ] as const)("%s", ([, pieces, expected]) => {
    expect(faults(pieces, "[1,2,3]")).toEqual(expected);
  });
});
