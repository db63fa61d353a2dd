import { expect, test } from "vitest";
import { told } from "../../harness/checkers/testing/judging.ts";
import { storyTeller } from "./story-rows.ts";
import { crowdStory, leakStory, reported } from "./testing.ts";

test("a leak: the victim's column, the receiver's, and the way between them", () => {
  const { recording, verdict } = reported(leakStory());
  const [finding] = verdict.findings;
  const story = finding && storyTeller(recording, verdict.findings)(finding);
  expect(story?.columns).toEqual([
    { name: "amy", part: "whose data it is" },
    { name: "bo", part: "who received it" },
  ]);
  expect(story?.rows.find(({ weight }) => weight === "wrong")).toEqual({
    time: 11,
    op: 10,
    column: 1,
    direction: "received",
    text: "agent_thinking of amy's run 1",
    weight: "wrong",
    foreign: true,
    from: 0,
  });
  const times = story?.rows.map(({ time }) => time ?? 0) ?? [];
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test("the victim's text inside the receiver's own event is led from the victim", () => {
  const { recording, verdict } = reported(
    crowdStory(
      {
        runs: 1,
        meanwhile: (tale) =>
          tale.event("bo", 1, "thinking", { canaries: [tale.canary("bo"), tale.canary("amy")] }),
      },
      { users: ["amy", "bo"] },
    ),
  );
  const [finding] = verdict.findings;
  const story = finding && storyTeller(recording, verdict.findings)(finding);
  expect(story?.columns.map(({ part }) => part)).toEqual(["whose data it is", "who received it"]);
  expect(story?.rows.find(({ weight }) => weight === "wrong")).toMatchObject({
    column: 1,
    text: "agent_thinking (run 1) with amy's text",
    foreign: false,
    from: 0,
  });
});

test("everybody who received it is called so", () => {
  const { recording, verdict } = reported(
    crowdStory(
      {
        runs: 1,
        meanwhile: (tale) => {
          for (const to of ["bo", "cy"]) tale.event("amy", 1, "thinking", { to });
        },
      },
      { users: ["amy", "bo", "cy"] },
    ),
  );
  const [finding] = verdict.findings;
  const story = finding && storyTeller(recording, verdict.findings)(finding);
  expect(story?.columns).toEqual([
    { name: "amy", part: "whose data it is" },
    { name: "bo", part: "who received it" },
    { name: "cy", part: "who received it" },
  ]);
});

test.each([
  [
    "hole",
    "started thinking completed done",
    ["agent_thinking (run 1)", "tool_executing never came", "tool_completed (run 1)"],
  ],
  [
    "tail",
    "started thinking executing completed",
    ["tool_completed (run 1)", "agent_completed never came", "closed by the harness"],
  ],
])("what never came stands where it was to come: a %s", (kind, words, texts) => {
  const history = told(`amy: ${words}\nbo: started thinking executing completed done`, {
    users: ["amy", "bo"],
    sentinels: [],
  });
  const { recording, verdict } = reported(history);
  const [finding] = verdict.findings;
  const story = finding && storyTeller(recording, verdict.findings)(finding);
  const rows = story?.rows ?? [];
  const at = rows.findIndex(({ time }) => time === null);
  expect(finding?.kind).toBe(kind);
  expect(story?.columns.map(({ name }) => name)).toEqual(["amy"]);
  expect(rows.slice(at - 1, at + 2).map(({ text }) => text)).toEqual(texts);
  expect(rows.filter(({ weight }) => weight === "wrong")).toHaveLength(1);
});
