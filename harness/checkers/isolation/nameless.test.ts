import { describe, expect, test } from "vitest";
import { fiveEvents } from "../../contract/five-events.ts";
import { findings, type Story, story } from "../testing/judging.ts";
import { isolation } from "./isolation.ts";

const FIVE = ["started", "thinking", "executing", "completed", "done"];
const NAMELESS = { run: null, user: null, thread: null, canaries: [] };
const ECHOLESS = fiveEvents({ echo: "none" });

/** One run of each user; `twist` is what the events of the first `many` users say. */
function crowd(twist: (tale: Story, user: string) => Parameters<Story["event"]>[3], many = 5) {
  const users = ["amy", "bo", "cy", "dee", "eve"];
  const tale = story({ users, sentinels: [], contract: ECHOLESS }).open();
  for (const user of users) tale.start(user);
  for (const [at, user] of users.entries()) {
    for (const type of FIVE) tale.event(user, 1, type, at < many ? twist(tale, user) : {});
  }
  return findings(isolation, tale.finish());
}

describe("where the events say nothing of whose they are, and no marker comes back", () => {
  test("another user's answer would look the same, so that nothing was tried", () => {
    expect(crowd(() => NAMELESS)).toMatchObject({
      observations: [],
      tally: {
        unknown:
          "in 5 of 5 answered runs nothing told whose the answer is but the connection that it came on, so that another user's would look the same: have the events name the run (the thread, the user), or bring its marker back",
      },
    });
  });

  test("so it is where many of the runs are like that, and not where few are", () => {
    expect(crowd(() => NAMELESS, 2).tally?.unknown).toMatch(/^in 2 of 5 answered runs/);
    expect(crowd(() => NAMELESS, 1).tally?.unknown).toBeNull();
  });

  test.each<[string, Parameters<typeof crowd>[0]]>([
    ["run", (tale, user) => ({ ...NAMELESS, run: tale.run(user) })],
    [
      "run, in another spelling,",
      (tale, user) => ({ ...NAMELESS, run: tale.run(user).toUpperCase() }),
    ],
    ["thread", (tale, user) => ({ ...NAMELESS, thread: tale.thread(user) })],
    ["user", (_tale, user) => ({ ...NAMELESS, user })],
    ["marker", (tale, user) => ({ ...NAMELESS, canaries: [tale.canary(user)] })],
  ])("the %s is enough", (_what, twist) => {
    expect(crowd(twist)).toMatchObject({ observations: [], tally: { unknown: null } });
  });
});
