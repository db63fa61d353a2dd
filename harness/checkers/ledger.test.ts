import { describe, expect, test } from "vitest";
import { fiveEvents } from "../contract/five-events.ts";
import type { CheckerFactory } from "./checker.ts";
import type { Ownership, Run } from "./scene.ts";
import { type Cast, judge, type Story, story } from "./testing/judging.ts";

const FIVE = "started thinking executing completed done";
const NOBODYS = "11111111-2222-4333-8444-555555555555";

/** Every run as it settled, and when. */
function settled(history: Story) {
  const runs: { readonly run: Run; readonly at: number }[] = [];
  const watcher: CheckerFactory = ({ scene }) => ({
    guarantee: "reach",
    settle: (run) => runs.push({ run, at: scene.now }),
    tally: () => ({ trials: 0, evaluated: 0, unknown: null }),
  });
  judge(history, watcher);
  return runs;
}

/** How each run ended, and when. */
function ends(history: Story) {
  return settled(history).map(({ run, at }) => [run.owner, run.end, at]);
}

/** Whose each event was, in the order of the events. */
function ownerships(history: Story) {
  const seen: (Ownership | null)[] = [];
  const watcher: CheckerFactory = () => ({
    guarantee: "reach",
    observe(op, place) {
      if (op.type === "event") seen.push(place.ownership);
    },
    tally: () => ({ trials: 0, evaluated: 0, unknown: null }),
  });
  judge(history, watcher);
  return seen;
}

/** What becomes of one event of amy's first run, which is open, under this twist. */
function owner(twist: Parameters<Story["event"]>[3], cast: Cast = {}) {
  const tale = story(cast).open().start("amy").start("bo").events("bo", 1, "started");
  return ownerships(tale.event("amy", 1, "started", twist).finish()).at(-1);
}

describe("a run settles", () => {
  test("as complete when the linger after its end is over", () => {
    expect(ends(story().open("amy").start("amy").events("amy", 1, FIVE).finish())).toEqual([
      ["amy", "complete", 1_100],
    ]);
  });

  test("as complete at the end of an execution that finished, and as open of one that did not", () => {
    for (const [reason, end] of [
      ["finished", "complete"],
      ["interrupted", "open"],
    ] as const) {
      const tale = story().open("amy").start("amy").events("amy", 1, FIVE).end(reason);
      expect(ends(tale)).toEqual([["amy", end, 10]]);
    }
  });

  test("not as lost while the harness itself stood still: what waits in its sockets comes next", () => {
    const stalled = story().open("amy").start("amy").events("amy", 1, "started").stall(60_000);
    const rest = "thinking executing completed done";
    expect(ends(stalled.events("amy", 1, rest).finish()).map(([, end]) => end)).toEqual([
      "complete",
    ]);
  });

  test("as lost when the patience since its last sign of life is spent", () => {
    const tale = story().open("amy").start("amy").wait(3_000).accept("amy").wait(3_000);
    expect(ends(tale.events("amy", 1, "started").finish())).toEqual([["amy", "lost", 11_100]]);
  });

  test("as closed at once when its user has no connection any more", () => {
    const tale = story({ tabs: 2 }).open("amy").start("amy");
    tale.close("amy", { by: "network", code: 1006 }, 1).wait(50);
    expect(ends(tale.close("amy", { by: "server" }).finish())).toEqual([["amy", "closed", 57]]);
  });

  test("as open when we closed its connection ourselves before the patience was spent", () => {
    expect(ends(story().open("amy").start("amy").close("amy").finish())).toEqual([
      ["amy", "open", 4],
    ]);
  });

  test("as open when it was refused, or never sent", () => {
    const tale = story().open("amy").start("amy", 1, "fail").start("amy", 2);
    tale.frame("amy", "error", { run: tale.run("amy", 2), code: "too_many" });
    expect(ends(tale.finish())).toEqual([
      ["amy", "open", 3],
      ["amy", "open", 1_100],
    ]);
  });

  test("where every tab is to receive it, when the last of them has its end", () => {
    const cast = { tabs: 2, contract: fiveEvents({ fanout: "all" }) } as const;
    const tale = story(cast).open("amy").start("amy").events("amy", 1, FIVE).wait(500);
    for (const word of FIVE.split(" ")) tale.event("amy", 1, word, { tab: 1 });
    const [first] = settled(tale.finish());
    expect([first?.run.end, first?.at]).toEqual(["complete", 1_600]);
    expect(
      first?.run.streams.map(({ connection, received }) => [connection, received.length]),
    ).toEqual([
      [0, 5],
      [1, 5],
    ]);
  });
});

test("the doubt of a request that broke off after its run starts no run again", () => {
  const tale = story().open("amy").start("amy").events("amy", 1, FIVE).wait(2_000);
  expect(ends(tale.start("amy", 1, "info").finish())).toHaveLength(1);
  const doubtful = story().open("amy").start("amy", 1, "info").finish();
  expect(ends(doubtful)).toHaveLength(1);
});

test("a settled run holds what is known of it", () => {
  const tale = story({ header: {} }).open("amy").start("amy").accept("amy", 1, 5);
  tale.events("amy", 1, "started thinking completed done").start("amy", 1, "info").finish();
  const [first] = settled(tale);
  expect(first?.run).toMatchObject({
    id: tale.run("amy"),
    owner: "amy",
    thread: tale.thread("amy"),
    canary: tale.canary("amy"),
    connection: 0,
    sendIndex: 2,
    fate: "info",
    acknowledged: 4,
    announced: 5,
  });
  const [stream] = first?.run.streams ?? [];
  expect(stream?.terminal?.op.index).toBe(7);
  expect(stream?.differences).toMatchObject([
    {
      kind: "missing",
      type: "tool_executing",
      after: { op: { index: 5 } },
      before: { op: { index: 6 } },
      tail: false,
    },
  ]);
});

describe("an event belongs", () => {
  test("to the receiver's run that it names", () => {
    expect(owner({})).toEqual({ kind: "own" });
    expect(owner({ user: "somebody" })).toEqual({ kind: "own" });
  });

  test("to another user whose run, thread or name it bears", () => {
    const tale = story();
    const [run, thread] = [tale.run("bo"), tale.thread("bo")];
    const foreign = { kind: "foreign", owner: "bo" };
    expect(owner({ run })).toEqual({ ...foreign, run });
    expect(owner({ run: tale.run("bo", 7) })).toEqual({ ...foreign, run: tale.run("bo", 7) });
    expect(owner({ run: NOBODYS, thread })).toEqual({ ...foreign, run: NOBODYS });
    expect(owner({ run: null, user: "bo", thread: null })).toEqual({ ...foreign, run: null });
    expect(owner({ user: "bo" })).toEqual({ ...foreign, run: tale.run("amy") });
  });

  test("to the receiver by thread, user or canary, under a run id that is nobody's", () => {
    const silent = { run: NOBODYS, user: null, thread: null, canaries: [] };
    const tale = story();
    expect(owner({ ...silent, thread: tale.thread("amy") })).toEqual({ kind: "drifted" });
    expect(owner({ ...silent, user: "amy" })).toEqual({ kind: "drifted" });
    expect(owner({ ...silent, canaries: [tale.canary("amy")] })).toEqual({ kind: "drifted" });
    expect(owner({ run: tale.run("amy").toUpperCase() })).toEqual({ kind: "drifted" });
  });

  test("to the receiver under an id that was seen to be his by an event before", () => {
    const silent = { run: NOBODYS, user: null, thread: null, canaries: [] };
    const tale = story().open().start("amy").events("amy", 1, "started");
    tale.event("amy", 1, "thinking", { ...silent, canaries: [tale.canary("amy")] });
    tale.event("amy", 1, "executing", silent);
    tale.event("amy", 1, "completed", { ...silent, run: "22222222-2222-4333-8444-555555555555" });
    expect(ownerships(tale.finish()).map((owned) => owned?.kind)).toEqual([
      "own",
      "drifted",
      "drifted",
      "stranger",
    ]);
  });

  test("to a stranger when nothing says that it is the receiver's", () => {
    const silent = { run: NOBODYS, user: null, thread: null, canaries: [] };
    expect(owner(silent)).toEqual({ kind: "stranger" });
    expect(owner({ ...silent, user: "nobody" })).toEqual({ kind: "stranger" });
    expect(owner({ ...silent, run: null, to: "zoe" })).toEqual({ kind: "stranger" });
  });

  test("to the only run that is open when it names none", () => {
    const silent = { run: null, user: null, thread: null, canaries: [] };
    expect(owner(silent)).toEqual({ kind: "own" });
  });

  test("to a run that is over, or not sent yet", () => {
    const tale = story().open("amy").start("amy").events("amy", 1, FIVE).wait(2_000);
    tale.event("amy", 1, "done").event("amy", 2, "started");
    tale.event("amy", 1, "done", { run: null, user: null, thread: null });
    expect(ownerships(tale.finish()).slice(5)).toEqual([
      { kind: "settled", run: tale.run("amy") },
      { kind: "unsent", run: tale.run("amy", 2) },
      { kind: "settled", run: tale.run("amy") },
    ]);
  });

  test("to everybody, when the contract declares it so", () => {
    const contract = fiveEvents({ broadcasts: ["news"] });
    const tale = story({ contract }).open("zoe", "amy").start("amy");
    expect(ownerships(tale.event("amy", 1, "news", { to: "zoe", run: NOBODYS }).finish())).toEqual([
      { kind: "broadcast" },
    ]);
  });

  test("of two runs without ids, to the one that expects it", () => {
    const silent = { run: null, user: null, thread: null, canaries: [] };
    const tale = story().open("amy").start("amy").start("amy", 2).events("amy", 1, "started");
    tale.event("amy", 1, "started", silent).event("amy", 1, "thinking", silent);
    const received = settled(tale.finish()).map(({ run }) => [
      run.id,
      run.streams[0]?.received.map(({ op }) => op.event.type),
    ]);
    expect(received).toEqual([
      [tale.run("amy"), ["agent_started", "agent_thinking"]],
      [tale.run("amy", 2), ["agent_started"]],
    ]);
  });
});
