import { describe, expect, test } from "vitest";
import { agentRun } from "../../contract/agent-run.ts";
import { type Story, story } from "../testing/judging.ts";
import { counts, ends, ownerships, settledRuns } from "../testing/watching.ts";

const FIVE = "started thinking executing completed done";
const SILENT = { run: null, user: null, thread: null, canaries: [] };

/** Which of amy's runs overlapped another of hers, in the order of their settling. */
function overlapped(history: Story) {
  return settledRuns(history).map(({ run }) => run.overlapped === true);
}

test("runs of one user that were open at once overlapped, and no others", () => {
  const both = story().open("amy").start("amy").events("amy", 1, "started").start("amy", 2);
  both.events("amy", 1, "thinking executing completed done").events("amy", 2, FIVE);
  expect(overlapped(both.finish())).toEqual([true, true]);
  const after = story().open("amy").start("amy").events("amy", 1, FIVE).start("amy", 2);
  expect(overlapped(after.events("amy", 2, FIVE).finish())).toEqual([false, false]);
  const others = story().open("amy", "bo").start("amy").start("bo");
  expect(overlapped(others.events("amy", 1, FIVE).events("bo", 1, FIVE).finish())).toEqual([
    false,
    false,
  ]);
});

test("when one run of a user settles, the others go on", () => {
  const tale = story().open("amy").start("amy").start("amy", 2).events("amy", 1, FIVE).wait(1_200);
  tale.event("amy", 2, "started", SILENT).events("amy", 2, "thinking executing completed done");
  expect(
    ownerships(tale.finish())
      .slice(5)
      .map((owned) => owned?.kind),
  ).toEqual(["own", "own", "own", "own", "own"]);
  expect(ends(tale).map(([, end]) => end)).toEqual(["complete", "complete"]);
});

/** How a run ends whose connection we close ourselves, so long after it was sent. */
function closedAfter(milliseconds: number) {
  const tale = story()
    .open("amy")
    .start("amy")
    .wait(milliseconds - 1);
  return ends(tale.close("amy").finish()).map(([, end]) => end);
}

test("a run whose connection we closed was lost if its patience was spent, and else not judged", () => {
  expect([closedAfter(4_999), closedAfter(5_000)]).toEqual([["open"], ["lost"]]);
});

test("a history that finished without closing leaves runs open that had patience left", () => {
  const tale = story().open("amy").start("amy").events("amy", 1, "started");
  tale.push({ type: "end", reason: "finished", ops: tale.last + 2, connections: 1 });
  expect(ends(tale).map(([, end]) => end)).toEqual(["open"]);
});

/** Whose an event is that comes so long after the end of its run. */
function late(milliseconds: number) {
  const tale = story()
    .open("amy")
    .start("amy")
    .events("amy", 1, FIVE)
    .wait(milliseconds - 1);
  return ownerships(tale.event("amy", 1, "thinking#2").finish()).at(-1)?.kind;
}

test("a run is over to the millisecond when its linger is", () => {
  expect([late(999), late(1_000)]).toEqual(["own", "settled"]);
});

test("runs settle in the order of their ends, whichever was sent first", () => {
  const tale = story().open("amy", "bo").start("amy").start("bo").events("bo", 1, FIVE);
  tale.wait(30).events("amy", 1, FIVE).wait(980).event("bo", 1, "thinking#2");
  const kinds = ownerships(tale.event("amy", 1, "thinking#2").finish()).map((owned) => owned?.kind);
  expect(kinds.slice(10)).toEqual(["settled", "own"]);
});

test("more than a thousand runs settle one after the other", () => {
  const tale = story().open("amy");
  for (let run = 1; run <= 1_100; run += 1) {
    tale.start("amy", run).event("amy", run, "error").wait(2);
  }
  const settled = settledRuns(tale.finish()).map(({ run }) => run.id);
  expect(settled).toEqual(Array.from({ length: 1_100 }, (_, at) => tale.run("amy", at + 1)));
});

/** How many runs there were when a start was told again long after its run was over. */
function again(outcome: "ok" | "info") {
  const tale = story().open("amy").start("amy").events("amy", 1, FIVE).wait(2_000);
  return settledRuns(tale.start("amy", 1, outcome).finish()).length;
}

describe("a start that is told again", () => {
  test("is of the same run while that is open", () => {
    const tale = story().open("amy").start("amy").start("amy", 1, "info").events("amy", 1, FIVE);
    expect(settledRuns(tale.finish()).map(({ run }) => [run.sendIndex, run.fate])).toEqual([
      [2, "info"],
    ]);
    expect(counts(tale)).toMatchObject({ sent: 1 });
  });

  test("as failed, ends it at once", () => {
    const tale = story().open("amy").start("amy").start("amy", 1, "fail").start("amy", 2);
    tale.events("amy", 2, FIVE).finish();
    expect(ends(tale).map(([, end]) => end)).toEqual(["open", "complete"]);
  });

  test("as doubtful, still leaves it open", () => {
    const tale = story().open("amy").start("amy").start("amy", 1, "info").start("amy", 2);
    expect(counts(tale.finish())?.peakRuns).toBe(2);
  });

  test("when its run is long over, is no new run if it broke off, and one if it was written", () => {
    expect([again("info"), again("ok")]).toEqual([1, 2]);
  });
});

/** A start that the server, or nobody, names. */
function named(run: string | null, outcome: "ok" | "info") {
  const send = { action: "start", thread: null, canary: null, scheduled: 0 } as const;
  const tale = story().open("amy");
  tale.push({ type: "send", connection: 0, user: "amy", run, outcome, ...send });
  return settledRuns(tale.finish()).map((one) => [one.run.id, one.run.fate]);
}

test("a start under a name of the server's own is a run, and one without a name is none", () => {
  expect(named("server-1", "ok")).toEqual([["server-1", "ok"]]);
  expect(named("server-1", "info")).toEqual([["server-1", "info"]]);
  expect(named(null, "ok")).toEqual([]);
});

test("where all tabs are to receive a run, an event without an id goes to the run that its tab expects", () => {
  const contract = agentRun({ fanout: "all" });
  const tale = story({ tabs: 2, contract }).open("amy").start("amy").start("amy", 2);
  tale.event("amy", 1, "started").event("amy", 1, "started", { ...SILENT, tab: 1 });
  const streams = settledRuns(tale.finish()).map(({ run }) =>
    run.streams.map(({ received }) => received.length),
  );
  expect(streams).toEqual([
    [1, 1],
    [0, 0],
  ]);
});
