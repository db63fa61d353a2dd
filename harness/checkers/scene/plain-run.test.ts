import { expect, test } from "vitest";
import { fiveEvents } from "../../contract/five-events.ts";
import { type Story, story } from "../testing/judging.ts";
import { settledRuns } from "../testing/watching.ts";

const FIVE = "started thinking executing completed done";

function begun(): Story {
  return story().open("amy").start("amy");
}

/** Whether amy's run needs no comparison. */
function isPlain(tale: Story): boolean | undefined {
  return settledRuns(tale)[0]?.run.plain;
}

test("a run is plain that came whole, in order and once", () => {
  expect(isPlain(begun().events("amy", 1, FIVE).finish())).toBe(true);
  expect(isPlain(begun().accept("amy", 1, 5).events("amy", 1, FIVE).finish())).toBe(true);
});

test("a run is not plain that the server refused, whatever came of it all the same", () => {
  const tale = begun().events("amy", 1, "started");
  tale.frame("amy", "error", { run: tale.run("amy"), code: "too_many" });
  expect(isPlain(tale.events("amy", 1, "thinking executing completed done").finish())).toBe(false);
});

test("a run is not plain whose cancel was asked for, acknowledged or not, though it ended as it should", () => {
  const asked = begun().events("amy", 1, FIVE).cancel("amy");
  expect(isPlain(asked.finish())).toBe(false);
  const given = begun().events("amy", 1, FIVE);
  expect(isPlain(given.frame("amy", "cancelled", { run: given.run("amy") }).finish())).toBe(false);
});

test("a run is not plain of which nobody knows whether it was sent", () => {
  const tale = story().open("amy").start("amy", 1, "info").events("amy", 1, FIVE);
  expect(isPlain(tale.finish())).toBe(false);
});

test("a run is not plain that is lost to one of its readers, or was not watched for its linger", () => {
  const tale = story({ tabs: 2, contract: fiveEvents({ fanout: "all" }) })
    .open("amy")
    .start("amy");
  tale.events("amy", 1, FIVE).event("amy", 1, "started", { tab: 1 });
  expect(isPlain(tale.finish())).toBe(false);
  expect(isPlain(begun().events("amy", 1, FIVE).end("interrupted"))).toBe(false);
});

test("a run is not plain with an event twice, after its end, out of place, or fewer than announced", () => {
  for (const words of [
    `${FIVE} thinking`,
    "started thinking thinking executing completed done",
    "started executing thinking completed done",
    "started thinking executing completed error",
    "started thinking executing completed",
  ]) {
    expect([words, isPlain(begun().events("amy", 1, words).finish())]).toEqual([words, false]);
  }
  expect(isPlain(begun().accept("amy", 1, 6).events("amy", 1, FIVE).finish())).toBe(false);
});
