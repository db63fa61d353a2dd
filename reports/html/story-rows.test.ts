import { expect, test } from "vitest";
import { told } from "../../harness/checkers/testing/judging.ts";
import { storyTeller } from "./story-rows.ts";
import { leakStory, reported } from "./testing.ts";

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

test("what never came stands last, at its owner", () => {
  const history = told(
    "amy: started thinking executing completed\nbo: started thinking executing completed done",
    {
      users: ["amy", "bo"],
      sentinels: [],
    },
  );
  const { recording, verdict } = reported(history);
  const [finding] = verdict.findings;
  const story = finding && storyTeller(recording, verdict.findings)(finding);
  expect(story?.columns.map(({ name }) => name)).toEqual(["amy"]);
  expect(story?.rows.at(-1)).toMatchObject({ time: null, text: "agent_completed never came" });
});
