import { describe, expect, test } from "vitest";
import { agentRun } from "../../contract/agent-run.ts";
import { fiveEvents } from "../../contract/five-events.ts";
import { mostEvents } from "../../contract/most-events.ts";
import { CATALOGUE } from "../catalogue.ts";
import { judge, type Story, story } from "../testing/judging.ts";
import { settledRuns } from "../testing/watching.ts";

const MOST = mostEvents(fiveEvents());

/** Amy's run begins, and then the same event comes again and again; bo's is as it should be. */
function talking(times: number): Story {
  const tale = story().open().start("amy").start("bo").events("amy", 1, "started");
  for (let time = 0; time < times; time += 1) tale.event("amy", 1, "thinking");
  return tale.events("bo", 1, "started thinking executing completed done");
}

function kinds(tale: Story): readonly string[] {
  const { observations } = judge(tale, ...CATALOGUE);
  return [
    ...new Set(observations.map(({ guarantee, kind, user }) => `${user} ${guarantee}/${kind}`)),
  ];
}

describe("a run that never ends", () => {
  test("is settled when as much came as is kept, and nothing of it is kept after that", () => {
    const tale = talking(3 * MOST);
    const [first] = settledRuns(tale);
    expect(first?.run.endless).toBe(true);
    expect(first?.run.end).toBe("open");
    expect(first?.run.streams[0]?.received.length).toBe(MOST);
    expect(settledRuns(tale.finish()).length).toBe(2);
  });

  test("fails for what came of it, and for nothing that comes later", () => {
    const tale = talking(3 * MOST);
    expect(kinds(tale.finish())).toEqual(["amy duplication/repeat"]);
  });

  test("leaves what needs the whole of a run unknown, and says why", () => {
    const { tallies } = judge(talking(3 * MOST).finish(), ...CATALOGUE);
    const { unknown, voids } = tallies.get("reach") ?? {};
    expect(unknown).toContain("1 run had not ended after 200 events, and nothing after that was");
    expect(voids).toEqual([
      "isolation",
      "completeness",
      "duplication",
      "order",
      "pairing",
      "finality",
      "content",
      "deadline",
    ]);
  });

  test("is searched for what is somebody else's as long as it talks", () => {
    const tale = talking(2 * MOST);
    const data = { reasoning: tale.canary("bo") };
    tale.event("amy", 1, "thinking#2", { canaries: [tale.canary("bo")], data });
    expect(kinds(tale.finish())).toContain("amy isolation/bleed");
  });

  test("is at another user a leak as before", () => {
    const tale = talking(2 * MOST).event("amy", 1, "thinking#2", { to: "bo" });
    expect(kinds(tale.finish())).toContain("bo isolation/misroute");
  });
});

test("a run that ends late in a flood is judged as one that ended", () => {
  const tale = talking(MOST - 10)
    .events("amy", 1, "executing completed done")
    .finish();
  expect(settledRuns(tale).map(({ run }) => [run.end, run.endless])).toEqual([
    ["complete", undefined],
    ["complete", undefined],
  ]);
});

test("what comes after an end is kept no longer, and is finality's", () => {
  const tale = talking(1).events("amy", 1, "executing completed done");
  for (let time = 0; time < 2 * MOST; time += 1) tale.event("amy", 1, `completed#${time + 2}`);
  const settled = settledRuns(tale.finish());
  expect(settled.map(({ run }) => [run.end, run.endless])).toEqual([
    ["complete", undefined],
    ["complete", undefined],
  ]);
  expect(kinds(tale)).toContain("amy finality/ghost");
  expect(kinds(tale)).toContain("amy finality/settled");
});

test("many pieces of an answer are innocent where the contract allows them", () => {
  const tale = story({ contract: agentRun() }).open().start("amy").events("amy", 1, "started");
  for (let nth = 2; nth < 5 * MOST; nth += 1) tale.event("amy", 1, `thinking#${nth}`);
  tale.events("amy", 1, "done").finish();
  expect(settledRuns(tale).map(({ run }) => [run.end, run.endless])).toEqual([
    ["complete", undefined],
  ]);
  expect(kinds(tale)).toEqual([]);
});
