import { describe, expect, test } from "vitest";
import { fiveEvents } from "../contract/five-events.ts";
import { mintCanary } from "../ownership/canary.ts";
import { executionKey } from "../ownership/key.ts";
import { mintId } from "../ownership/run-id.ts";
import type { CheckerFactory } from "./checker.ts";
import type { Counts, Ownership, Run } from "./scene.ts";
import { type Cast, judge, type Story, story } from "./testing/judging.ts";

const KEY = executionKey("seed", "nonce");
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
    const [only] = settled(tale.finish());
    expect([only?.run.end, only?.at]).toEqual(["complete", 1_600]);
    expect(
      only?.run.streams.map(({ connection, received }) => [connection, received.length]),
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

/** The first run as it settled. */
function first(history: Story): Run | undefined {
  return settled(history)[0]?.run;
}

/** What the ledger counted by the end. */
function counts(history: Story) {
  const seen: Counts[] = [];
  const watcher: CheckerFactory = ({ scene }) => ({
    guarantee: "reach",
    finish: () => seen.push({ ...scene.counts }),
    tally: () => ({ trials: 0, evaluated: 0, unknown: null }),
  });
  judge(history, watcher);
  return seen[0];
}

/** How a run ends whose cancel was acknowledged, when this came after. */
function cancelled(cancelGrace: number, then: (tale: Story) => void) {
  const tale = story({ contract: fiveEvents({ cancelGrace }) })
    .open("amy")
    .start("amy");
  tale.cancel("amy").frame("amy", "cancelled", { run: tale.run("amy") });
  then(tale);
  return ends(tale.finish());
}

describe("a run settles after its cancel was acknowledged", () => {
  test("when linger and grace are over, counted from the acknowledgement", () => {
    expect(cancelled(0, (tale) => tale.wait(50))).toEqual([["amy", "complete", 1_100]]);
    expect(cancelled(300, (tale) => tale.wait(50))).toEqual([["amy", "complete", 1_400]]);
  });

  test("or from its end, whichever is later", () => {
    expect(cancelled(300, (tale) => tale.wait(700).events("amy", 1, "error"))).toEqual([
      ["amy", "complete", 1_800],
    ]);
  });
});

/** Whether amy counts as welcomed after this frame. */
function welcomed(kind: "welcome" | "accepted") {
  const tale = story({ bare: true }).open("amy").frame("amy", kind).end();
  const seen: boolean[] = [];
  judge(tale, ({ scene }) => ({
    guarantee: "reach",
    finish: () => seen.push(...[...scene.connections.values()].map((on) => on.welcomed)),
    tally: () => ({ trials: 0, evaluated: 0, unknown: null }),
  }));
  return seen;
}

describe("what the server says of a run", () => {
  test("counts for its owner alone, and the first time", () => {
    const tale = story()
      .open("amy", "bo")
      .start("amy")
      .frame("bo", "accepted", {
        run: story().run("amy"),
        announced: 9,
      });
    tale
      .accept("amy", 1, 5)
      .accept("amy", 1, 6)
      .frame("bo", "cancelled", { run: tale.run("amy") });
    tale
      .frame("bo", "error", { run: tale.run("amy") })
      .events("amy", 1, FIVE)
      .finish();
    expect(first(tale)).toMatchObject({
      acknowledged: 7,
      announced: 5,
      cancelAcknowledged: null,
      refusal: null,
    });
  });

  test("is an error of it only where it says so, and the first one is told", () => {
    const tale = story()
      .open("amy")
      .start("amy")
      .frame("amy", "gap", { run: story().run("amy") });
    tale.frame("amy", "error", { run: tale.run("amy"), code: "busy" });
    tale.frame("amy", "error", { run: tale.run("amy"), code: "gone" });
    expect(first(tale.finish())?.refusal).toEqual({ index: 4, code: "busy" });
  });

  test("is a refusal only before anything else of the run", () => {
    const tale = story().open("amy").start("amy").accept("amy");
    tale.frame("amy", "error", { run: tale.run("amy"), code: "busy" });
    expect(ends(tale.finish())).toEqual([["amy", "lost", 5_100]]);
    const cast = { tabs: 2, contract: fiveEvents({ fanout: "all" }) } as const;
    const answered = story(cast).open("amy").start("amy").event("amy", 1, "started", { tab: 1 });
    answered.frame("amy", "error", { run: answered.run("amy"), code: "busy" });
    expect(ends(answered.finish())).toEqual([["amy", "lost", 5_100]]);
  });

  test("without its id, is of the only run that it can mean", () => {
    const one = story().open("amy").start("amy").frame("amy", "accepted", { announced: 5 });
    expect(first(one.events("amy", 1, FIVE).finish())).toMatchObject({ announced: 5 });
    const rest = story().open("amy").start("amy").accept("amy").start("amy", 2);
    rest.frame("amy", "accepted", { announced: 7 }).events("amy", 1, FIVE);
    const announced = settled(rest.events("amy", 2, FIVE).finish()).map(({ run }) => run.announced);
    expect(announced).toEqual([null, 7]);
    const over = story().open("amy").start("amy").events("amy", 1, FIVE).start("amy", 2);
    over.frame("amy", "accepted", { announced: 7 }).events("amy", 2, FIVE).finish();
    expect(settled(over).map(({ run }) => run.announced)).toEqual([null, 7]);
  });

  test("without its id, is of none where it can mean several, or is no acknowledgement", () => {
    const two = story().open("amy").start("amy").start("amy", 2);
    two.frame("amy", "accepted", { announced: 5 }).events("amy", 1, FIVE).events("amy", 2, FIVE);
    expect(settled(two.finish()).map(({ run }) => run.announced)).toEqual([null, null]);
    const error = story().open("amy").start("amy").frame("amy", "error", { code: "busy" });
    expect(first(error.finish())?.refusal).toBeNull();
  });

  test("of a cancel without its id, is of the only run that was cancelled and not yet told so", () => {
    const tale = story().open("amy").start("amy").start("amy", 2).cancel("amy", 2);
    tale.frame("amy", "cancelled").frame("amy", "cancelled").events("amy", 1, FIVE).finish();
    expect(
      settled(tale).map(({ run }) => [run.id === tale.run("amy", 2), run.cancelAcknowledged]),
    ).toEqual([
      [false, null],
      [true, 6],
    ]);
  });

  test("as a welcome is one, and nothing else is", () => {
    expect([welcomed("welcome"), welcomed("accepted")]).toEqual([[true], [false]]);
  });
});

test("a cancel counts from when it was first written, and not at all if it never was", () => {
  const tale = story().open("amy").start("amy").start("amy", 2);
  const cancel = (outcome: "ok" | "fail", run: number) =>
    tale.push({
      type: "send",
      connection: 0,
      user: "amy",
      action: "cancel",
      run: tale.run("amy", run),
      thread: null,
      canary: null,
      scheduled: 0,
      outcome,
    });
  cancel("fail", 1);
  cancel("ok", 2);
  cancel("ok", 2);
  tale.events("amy", 1, FIVE).events("amy", 2, FIVE).finish();
  expect(settled(tale).map(({ run }) => run.cancelRequested)).toEqual([null, 6]);
});

test("counts ops, events, runs and echoes, and what was open at once", () => {
  const tale = story().open().start("amy").start("bo").events("amy", 1, FIVE).start("cy");
  tale.events("bo", 1, FIVE).event("cy", 1, "started", { canaries: [] }).finish();
  const { last } = tale;
  expect(counts(tale)).toEqual({
    ops: last + 1,
    events: 11,
    sent: 3,
    peakConnections: 4,
    peakRuns: 2,
    usersSeen: new Set(["amy", "bo", "cy"]),
    sentinelsSeen: new Set(["zoe"]),
    echoed: 2,
    refused: 0,
  });
});

/** How many of amy's two runs were open at once, when this became of the first before the second was sent. */
function atOnce(then: (tale: Story) => void, cast: Cast = {}) {
  const tale = story(cast).open("amy").start("amy");
  then(tale);
  return counts(tale.start("amy", 2).finish())?.peakRuns;
}

test("a run is no longer open once it was refused, cancelled, or ended for all its readers", () => {
  expect(atOnce((tale) => tale.events("amy", 1, "started"))).toBe(2);
  expect(atOnce((tale) => tale.frame("amy", "error", { run: tale.run("amy") }))).toBe(1);
  expect(atOnce((tale) => tale.accept("amy").frame("amy", "error", { run: tale.run("amy") }))).toBe(
    2,
  );
  expect(
    atOnce((tale) => tale.cancel("amy").frame("amy", "cancelled", { run: tale.run("amy") })),
  ).toBe(1);
  const cast = { tabs: 2, contract: fiveEvents({ fanout: "all" }) } as const;
  expect(atOnce((tale) => tale.events("amy", 1, FIVE), cast)).toBe(2);
  expect(
    atOnce((tale) => tale.events("amy", 1, FIVE).event("amy", 1, "done", { tab: 1 }), cast),
  ).toBe(1);
});

test("a run whose send failed was never open", () => {
  const tale = story().open("amy").start("amy", 1, "fail").start("amy", 2).events("amy", 2, FIVE);
  expect(counts(tale.finish())).toMatchObject({ sent: 1, peakRuns: 1 });
});

/** Which message of its connection each event of amy's run was, if that is kept. */
function places(bare: boolean) {
  const tale = story({ bare }).open("amy").start("amy").events("amy", 1, "started");
  tale.frame("amy", "control-ping").frame("amy", "pong").events("amy", 1, "thinking").finish();
  return first(tale)?.streams[0]?.received.map(({ nth }) => nth);
}

test("where the server may number its connections, an event keeps its place on its own", () => {
  expect(places(true)).toEqual([1, 3]);
  expect(places(false)).toEqual([undefined, undefined]);
});

/** How often amy's second event was taken in, when it came again on this connection of hers. */
function redelivered(again: "same" | "older" | "since"): number {
  const contract = fiveEvents({ redelivery: "after-reconnect" });
  const tale = story({ contract, tabs: again === "older" ? 2 : 1 })
    .open("amy")
    .start("amy");
  tale.events("amy", 1, "started thinking");
  if (again === "since") tale.open("amy");
  tale.event("amy", 1, "thinking", { tab: again === "same" ? 0 : 1 });
  const events = first(tale.events("amy", 1, "executing completed done").finish())?.streams[0];
  return events?.received.filter(({ op }) => op.event.type === "agent_thinking").length ?? 0;
}

test("a redelivery is a copy, but on a connection that was opened since where that is allowed", () => {
  expect([redelivered("same"), redelivered("older"), redelivered("since")]).toEqual([2, 2, 1]);
});

/** How a run ends whose patience is spent just after a tick that was so late. */
function afterTick(lag: number) {
  const tale = story().open("amy").start("amy").wait(4_700).stall(lag).wait(150).end();
  return ends(tale).map(([, end]) => end);
}

test("a late tick excuses a wait, and one that is merely slow does not", () => {
  expect([afterTick(200), afterTick(201)]).toEqual([["lost"], ["open"]]);
});

test("an event that says nothing, under a new id after the end, is one event more", () => {
  const tale = story().open("amy").start("amy").event("amy", 1, "started", { data: {} });
  tale.events("amy", 1, "thinking executing completed done");
  tale.event("amy", 1, "started", { data: {}, id: "new", seq: 9 }).finish();
  const received = first(tale)?.streams[0]?.received.at(-1);
  expect([received?.op.event.type, received?.copyKind]).toEqual(["agent_started", null]);
});

test("a run under an id of the server's own is known when it is over, and whose it was", () => {
  const run = "server-1";
  const tale = story().open("amy", "bo").push({
    type: "send",
    connection: 0,
    user: "amy",
    action: "start",
    run,
    thread: null,
    canary: null,
    scheduled: 0,
    outcome: "ok",
  });
  for (const word of FIVE.split(" ")) tale.event("amy", 1, word, { run, thread: null });
  tale.wait(2_000).event("amy", 1, "thinking#2", { run, thread: null });
  tale.event("amy", 1, "thinking#3", { run, thread: null, user: null, to: "bo" });
  expect(ownerships(tale.finish()).slice(5)).toEqual([
    { kind: "settled", run },
    { kind: "foreign", owner: "amy", run },
  ]);
});

test("a settled run holds what is known of it", () => {
  const tale = story({ header: {} }).open("amy").start("amy").accept("amy", 1, 5);
  tale.events("amy", 1, "started thinking completed done").start("amy", 1, "info").finish();
  expect(first(tale)).toMatchObject({
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
  const [stream] = first(tale)?.streams ?? [];
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

/** What becomes of an event without a run id, thread and user, with these canaries, after amy's only run. */
function late(canaries: readonly string[]) {
  const tale = story().open().start("amy").events("amy", 1, FIVE).wait(2_000);
  tale.event("amy", 1, "thinking#2", { run: null, user: null, thread: null, canaries });
  return ownerships(tale.finish()).at(-1)?.kind;
}

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

  test("to nobody, when its run, thread or canary is of a user who is not in the plan", () => {
    const silent = { run: NOBODYS, user: null, thread: null, canaries: [] };
    expect(owner({ ...silent, run: mintId(KEY, "run", 9, 0) })).toEqual({ kind: "stranger" });
    expect(owner({ ...silent, thread: mintId(KEY, "thread", 9, 0) })).toEqual({ kind: "stranger" });
  });

  test("to a stranger when the run that it names is the id of a thread", () => {
    const silent = { user: null, thread: null, canaries: [] };
    expect(owner({ ...silent, run: story().thread("amy") })).toEqual({ kind: "stranger" });
  });

  test("to the last run that is over when it names none, unless another user's text is in it", () => {
    const [amy, bo] = [story().canary("amy"), story().canary("bo")];
    expect([late([]), late([amy]), late(["no canary"])]).toEqual(["settled", "settled", "settled"]);
    expect([late([bo]), late([amy, bo]), late([mintCanary(KEY, 9, 0)])]).toEqual([
      "stranger",
      "stranger",
      "stranger",
    ]);
    expect(late([mintCanary(executionKey("seed", "another nonce"), 1, 0)])).toBe("settled");
  });

  test("to another user, and the place names the run while it is open", () => {
    const seen: (string | null)[] = [];
    const tale = story().open("amy", "bo").start("bo");
    tale.event("bo", 1, "started", { to: "amy" });
    tale.event("bo", 2, "started", { to: "amy" });
    judge(tale.finish(), () => ({
      guarantee: "reach",
      observe(op, place) {
        if (op.type === "event") seen.push(place.run?.id ?? null);
      },
      tally: () => ({ trials: 0, evaluated: 0, unknown: null }),
    }));
    expect(seen).toEqual([tale.run("bo"), null]);
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
