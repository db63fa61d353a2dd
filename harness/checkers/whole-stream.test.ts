import { expect, test } from "vitest";
import { fiveEvents } from "../contract/five-events.ts";
import { completeness } from "./completeness.ts";
import { findings, story } from "./testing/judging.ts";

const everyTab = {
  users: ["amy"],
  sentinels: [],
  tabs: 2,
  contract: fiveEvents({ fanout: "all", maxErrored: 0 }),
};
const WORDS = ["started", "thinking", "executing", "completed", "done"];

/** Amy's first tab receives all, her second all but the end; then we wait, and close. */
function behind(milliseconds: number) {
  const tale = story(everyTab).open().start("amy");
  for (const word of WORDS) {
    tale.event("amy", 1, word);
    if (word !== "done") tale.event("amy", 1, word, { tab: 1 });
  }
  return tale.wait(milliseconds).end();
}

test("an end that one tab saw, and another had not seen when the patience was spent, is missing there", () => {
  const { observations, tally } = findings(completeness, behind(5_050));
  expect(observations.map(({ kind, event, ops }) => [kind, event, ops])).toEqual([
    ["tail", "agent_completed", [12, 4]],
  ]);
  expect(tally?.unknown).toBe(null);
});

test("before that it is unknown, and never a pass", () => {
  const { observations, tally } = findings(completeness, behind(1_050));
  expect(observations).toEqual([]);
  expect(tally?.unknown).toBe(
    "1 runs ended on one connection, and another that was to receive them was closed by us before",
  );
});
