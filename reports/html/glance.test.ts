import { expect, test } from "vitest";
import { observed } from "../../harness/verdict/testing.ts";
import { verdictOn } from "../testing.ts";
import { glance } from "./glance.ts";
import { crowdStory, leakStory, reported } from "./testing.ts";

/** The first finding's terms and descriptions. */
function first({ verdict, evidence, recording }: ReturnType<typeof reported>) {
  const [finding] = verdict.findings;
  if (finding === undefined) throw new Error("There is no finding.");
  return listed(glance(finding, 11, evidence, recording).markup);
}

const textOf = (part = ""): string =>
  part
    .replace(/<[^>]*>/g, "")
    .replace(/\s+/g, " ")
    .trim();

function listed(markup: string): Readonly<Record<string, string>> {
  const pairs = [...markup.matchAll(/<dt>(.*?)<\/dt>\s*<dd>(.*?)<\/dd>/gs)];
  return Object.fromEntries(pairs.map(([, term, words]) => [textOf(term), textOf(words)]));
}

const WHEN = "+0.011 s 2023-11-14 22:13:20.011Z · op 10";

test("a leak: who, what, whose, when", () => {
  expect(first(reported(leakStory()))).toEqual({
    "Who saw it": "bo",
    What: "agent_thinking",
    "Whose it is": "amy, run 1",
    When: WHEN,
  });
});

test("another's text inside the receiver's own event is not taken for the event", () => {
  const tale = crowdStory(
    {
      runs: 1,
      meanwhile: (story) =>
        story.event("bo", 1, "thinking", { canaries: [story.canary("bo"), story.canary("amy")] }),
    },
    { users: ["amy", "bo"] },
  );
  expect(first(reported(tale))).toMatchObject({
    "Who saw it": "bo",
    What: "text inside agent_thinking",
    "Whose it is": "amy, run 1",
  });
});

test.each([
  [["bo", "cy"], "bo, cy"],
  [["bo", "cy", "dan", "eve"], "bo, cy, dan and others"],
])("what reached many: %j", (receivers, words) => {
  const tale = crowdStory(
    {
      runs: 1,
      meanwhile: (story) => {
        for (const to of receivers) story.event("amy", 1, "thinking", { to });
      },
    },
    { users: ["amy", ...receivers] },
  );
  expect(first(reported(tale))).toMatchObject({ "Who saw it": words, "Whose it is": "amy, run 1" });
});

test("a connection with bad credentials is told as one, and what does not apply is left out", () => {
  const { findings } = verdictOn({
    observations: [
      observed({ guarantee: "identity", user: null, run: null, event: null, ops: [4] }),
    ],
  });
  const markup = findings.map((finding) => glance(finding, null, new Map(), null).markup).join("");
  expect(listed(markup)).toEqual({
    User: "a connection with bad credentials",
    When: "not recorded op 4",
  });
});

test("names and types are cut, however long a server made them", () => {
  const long = "x".repeat(100_000);
  const { findings } = verdictOn({ observations: [observed({ event: long, victim: long })] });
  const markup = findings.map((finding) => glance(finding, null, new Map(), null).markup).join("");
  expect(markup.length).toBeLessThan(1_500);
});
