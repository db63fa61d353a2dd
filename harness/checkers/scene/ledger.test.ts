import { describe, expect, test } from "vitest";
import { fiveEvents } from "../../contract/five-events.ts";
import type { Run } from "./scene.ts";
import { type Cast, type Story, story } from "../testing/judging.ts";
import { counts, ends, ownerships, settledRuns, watch } from "../testing/watching.ts";

const FIVE = "started thinking executing completed done";

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
    const [only] = settledRuns(tale.finish());
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
  return settledRuns(history)[0]?.run;
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
  watch(tale, (scene) => ({
    finish: () => seen.push(...[...scene.connections.values()].map((on) => on.welcomed)),
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
    const announced = settledRuns(rest.events("amy", 2, FIVE).finish()).map(
      ({ run }) => run.announced,
    );
    expect(announced).toEqual([null, 7]);
    const over = story().open("amy").start("amy").events("amy", 1, FIVE).start("amy", 2);
    over.frame("amy", "accepted", { announced: 7 }).events("amy", 2, FIVE).finish();
    expect(settledRuns(over).map(({ run }) => run.announced)).toEqual([null, 7]);
  });

  test("without its id, is of none where it can mean several", () => {
    const two = story().open("amy").start("amy").start("amy", 2);
    two.frame("amy", "accepted", { announced: 5 }).events("amy", 1, FIVE).events("amy", 2, FIVE);
    expect(settledRuns(two.finish()).map(({ run }) => run.announced)).toEqual([null, null]);
    const error = story().open("amy").start("amy").start("amy", 2);
    error.frame("amy", "error", { code: "busy" });
    expect(settledRuns(error.finish()).map(({ run }) => run.refusal)).toEqual([null, null]);
  });

  test("of an error without its id, is of the only run of which nothing was heard, and ends no waiting", () => {
    const tale = story().open("amy").start("amy").frame("amy", "error", { code: "busy" });
    const at = tale.last;
    tale.wait(5_000).events("amy", 1, FIVE).finish();
    const [run] = settledRuns(tale).map((one) => one.run);
    expect([run?.refusal, run?.end, run?.streams[0]?.received.length]).toEqual([
      { index: at, code: "busy" },
      "complete",
      5,
    ]);
    const answered = story().open("amy").start("amy").events("amy", 1, "started");
    expect(first(answered.frame("amy", "error").finish())?.refusal).toBeNull();
  });

  test("of a cancel without its id, is of the only run that was cancelled and not yet told so", () => {
    const tale = story().open("amy").start("amy").start("amy", 2).cancel("amy", 2);
    tale.frame("amy", "cancelled").frame("amy", "cancelled").events("amy", 1, FIVE).finish();
    expect(
      settledRuns(tale).map(({ run }) => [run.id === tale.run("amy", 2), run.cancelAcknowledged]),
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
  expect(settledRuns(tale).map(({ run }) => run.cancelRequested)).toEqual([null, 6]);
});

test("counts ops, events, runs and echoes, and what was open at once", () => {
  const tale = story().open().start("amy").start("bo").events("amy", 1, FIVE).start("cy");
  tale.events("bo", 1, FIVE).event("cy", 1, "started", { canaries: [] }).finish();
  const { last } = tale;
  expect(counts(tale)).toEqual({
    ops: last + 1,
    events: 11,
    sent: 3,
    aside: 0,
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
