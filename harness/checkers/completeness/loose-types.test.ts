import { describe, expect, test } from "vitest";
import { agUi } from "../../contract/ag-ui.ts";
import { agentRun } from "../../contract/agent-run.ts";
import { fiveEvents } from "../../contract/five-events.ts";
import { completeness } from "./completeness.ts";
import { looseNote } from "./loose-types.ts";
import { duplication } from "../duplication/duplication.ts";
import { order } from "../order.ts";
import { findings, story } from "../testing/judging.ts";

const { provides } = story({ bare: true }).header.dialect;
const NUMBERED = { provides: { ...provides, seq: "always" } } as const;

test("of pieces without numbers one that is lost, doubled or moved is not seen, and a pass says so", () => {
  const contract = agentRun({ thinking: 0, deltas: ["delta"], maxErrored: 0 });
  const pieces = (...texts: readonly string[]) => {
    const tale = story({ users: ["amy"], sentinels: [], bare: true, contract })
      .open()
      .start("amy");
    tale.event("amy", 1, "started");
    for (const text of texts) tale.event("amy", 1, "delta", { data: { text } });
    return tale.event("amy", 1, "done").finish();
  };
  for (const texts of [
    ["a", "b", "c"],
    ["a", "c"],
    ["a", "b", "b", "c"],
    ["a", "c", "b"],
  ]) {
    for (const checker of [completeness, duplication, order]) {
      expect(findings(checker, pieces(...texts)).observations).toEqual([]);
    }
    expect(findings(completeness, pieces(...texts)).tally?.notes).toEqual([
      "not seen: one of several delta that is lost, comes twice or changes places: the contract lets any number come, and the server promises no numbers, other than in a text that is told again as a whole",
    ]);
  }
});

describe("a pass says all", () => {
  test("where the server promises numbers", () => {
    expect(looseNote(NUMBERED, agentRun())).toBeNull();
    expect(looseNote({ provides }, agentRun())).toMatch(/agent_thinking, agent_delta/);
  });

  test("where the contract says how many events there are", () => {
    expect(looseNote({ provides }, fiveEvents())).toBeNull();
    expect(looseNote({ provides }, agentRun({ thinking: 1, deltas: [] }))).toBeNull();
  });
});

test("of many types the first are named, and a text that is told again as a whole is excepted", () => {
  expect(looseNote({ provides }, agUi())).toMatch(
    / and 12 more that is lost.* no numbers, other than in a text that is told again as a whole$/,
  );
});
