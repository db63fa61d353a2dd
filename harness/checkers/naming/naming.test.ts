import { describe, expect, test } from "vitest";
import { fiveEvents } from "../../contract/five-events.ts";
import type { Op } from "../../history/op.ts";
import { CATALOGUE } from "../catalogue.ts";
import { partsOf, sliced } from "../../properties/testing/sliced.ts";
import { isolation } from "../isolation/isolation.ts";
import { createJudge } from "../judge.ts";
import { createNaming } from "./naming.ts";
import { joinParts } from "../parts/join.ts";
import { type Cast, judge, type Story, story } from "../testing/judging.ts";
import { payloadOf } from "../testing/story-words.ts";

const FIVE = "started thinking executing completed done".split(" ");

/** A server that names runs by ids of its own, and says nothing else that is optional. */
function cast(more: Partial<Cast> = {}): Cast {
  const { header } = story({ bare: true });
  return {
    bare: true,
    contract: fiveEvents({ maxErrored: 0 }),
    header: { dialect: { ...header.dialect, runIds: "server" } },
    ...more,
  };
}

/** Kind, receiver and victim of all that is found. */
function found(tale: Story) {
  return judge(tale, ...CATALOGUE).observations.map(({ guarantee, kind, user, victim }) => {
    return [guarantee, kind, user, victim];
  });
}

/** What passes the stage, as run ids in the order of the ops. */
function passed(tale: Story) {
  const ops: Op[] = [];
  const naming = createNaming(tale.header, (op) => ops.push(op));
  for (const op of tale.ops) naming.push(op);
  naming.finish();
  expect(ops.map(({ index }) => index)).toEqual(tale.ops.map(({ index }) => index));
  return ops.flatMap((op) => (op.type === "event" ? [op.event.run] : []));
}

function run(tale: Story, user: string, theirs: string, words = FIVE): Story {
  for (const word of words) tale.event(user, 1, word, { run: theirs, canaries: [] });
  return tale;
}

/** Nothing is promised to come back. */
const QUIET = { contract: fiveEvents({ echo: "none" }) } as const;
const AMY = { user: "amy" } as const;

/** Why isolation is not judged where amy has one run of which nothing but `more` tells whose it is. */
function unjudged(more: object): string | null | undefined {
  const tale = mute(story(cast(QUIET)).open("amy").start("amy"), "amy", "srv-1", FIVE, more);
  return judge(tale.finish(), isolation).tallies.get("isolation")?.unknown;
}

/** Events that repeat nothing of what was asked, and name no run of ours. */
function mute(tale: Story, user: string, theirs: string, words = FIVE, more = {}): Story {
  for (const word of words) {
    const data = payloadOf(word, `hm, ${theirs}`, `call-of-${theirs}`);
    tale.event(user, 1, word, { run: theirs, canaries: [], data, ...more });
  }
  return tale;
}

describe("an id of the server's own is a run's", () => {
  test("when the acknowledgement repeats the id that was sent", () => {
    const tale = story(cast()).open("amy").start("amy");
    tale.frame("amy", "accepted", { run: tale.run("amy"), alias: "srv-1" });
    run(tale, "amy", "srv-1").finish();
    expect(passed(tale)).toEqual(FIVE.map(() => tale.run("amy")));
    expect(found(tale)).toEqual([]);
  });

  test("when that comes after all of its events, as a slow HTTP answer does", () => {
    const tale = run(story(cast()).open("amy").start("amy"), "amy", "srv-1");
    tale.frame("amy", "accepted", { run: tale.run("amy"), alias: "srv-1" }).finish();
    expect(passed(tale)).toEqual(FIVE.map(() => tale.run("amy")));
    expect(found(tale)).toEqual([]);
  });

  test("when an event repeats the id that was sent, for those before it too", () => {
    const tale = run(story(cast()).open("amy").start("amy"), "amy", "srv-1", ["started"]);
    run(tale, "amy", tale.run("amy"), ["thinking"]);
    const both = tale.ops.pop();
    if (both?.type === "event") tale.ops.push({ ...both, alias: "srv-1" });
    run(tale, "amy", "srv-1", FIVE.slice(2)).finish();
    expect(passed(tale)).toEqual(FIVE.map(() => tale.run("amy")));
    expect(found(tale)).toEqual([]);
  });

  test("when its user received it with the run's own canary, however late", () => {
    const tale = story(cast()).open("amy", "bo").start("amy").start("bo");
    for (const word of FIVE) {
      for (const user of ["amy", "bo"]) {
        const data = word === "done" ? { final_response: tale.canary(user) } : { note: word };
        tale.event(user, 1, word, { run: `srv-${user}`, canaries: [], data });
      }
    }
    tale.finish();
    const ids = FIVE.flatMap(() => [tale.run("amy"), tale.run("bo")]);
    expect(passed(tale)).toEqual(ids);
  });

  test("when it is the thread that was sent", () => {
    const tale = story(cast()).open("amy", "bo").start("amy").start("bo");
    tale.event("amy", 1, "started", { run: tale.thread("amy"), to: "bo", canaries: [] });
    for (const user of ["amy", "bo"]) run(tale, user, tale.thread(user));
    expect(found(tale.finish())).toEqual([["isolation", "misroute", "bo", "amy"]]);
  });

  test("when it is the thread, and the run the last that was sent in it", () => {
    const tale = story(cast()).open("amy");
    const thread = tale.thread("amy");
    for (const nth of [1, 2]) {
      tale.start("amy", nth);
      const send = tale.ops.pop();
      if (send?.type === "send") tale.ops.push({ ...send, thread });
      for (const word of FIVE) tale.event("amy", nth, word, { run: thread, canaries: [] });
    }
    const [first, second] = [tale.run("amy"), tale.run("amy", 2)];
    expect(passed(tale.finish())).toEqual([...FIVE.map(() => first), ...FIVE.map(() => second)]);
  });

  test("when a run before it in its thread was lost without a word", () => {
    const tale = story(cast()).open("amy").start("amy").start("amy", 2);
    const thread = tale.thread("amy");
    const second = tale.ops.pop();
    if (second?.type === "send") tale.ops.push({ ...second, thread });
    const said = { run: "srv-2", thread, canaries: [], data: { note: "it" } };
    for (const word of FIVE) tale.event("amy", 2, word, said);
    expect(passed(tale.finish())).toEqual(FIVE.map(() => tale.run("amy", 2)));
  });

  test("when it comes with the thread that was sent", () => {
    const tale = story(cast()).open("amy").start("amy");
    const thread = tale.thread("amy");
    for (const word of FIVE) {
      tale.event("amy", 1, word, { run: "srv-1", thread, canaries: [], data: { note: word } });
    }
    expect(passed(tale.finish())).toEqual(FIVE.map(() => tale.run("amy")));
  });
});

describe("where no other run can be meant, it is that run's without a proof", () => {
  test("so that a run whose agent does not quote its user is no stranger's", () => {
    const tale = story(cast()).open("amy").start("amy");
    mute(tale, "amy", "srv-1").wait(2_000).start("amy", 2);
    tale.frame("amy", "accepted", { run: tale.run("amy", 2), alias: "srv-2" });
    for (const word of FIVE) tale.event("amy", 2, word, { run: "srv-2" });
    expect(passed(tale.finish())).toEqual(
      [1, 2].flatMap((nth) => FIVE.map(() => tale.run("amy", nth))),
    );
    expect(found(tale).filter(([guarantee]) => guarantee !== "content")).toEqual([]);
  });

  test("one run after the other, also while those before still wait", () => {
    const tale = story(cast(QUIET)).open("amy");
    const ids = [1, 2, 3].flatMap((nth) => {
      mute(tale.start("amy", nth), "amy", `srv-${nth}`);
      return FIVE.map(() => tale.run("amy", nth));
    });
    expect(passed(tale.finish())).toEqual(ids);
    expect(found(tale)).toEqual([]);
  });

  test("also beside a run of the same user that was proved", () => {
    const tale = story(cast(QUIET)).open("amy").start("amy").start("amy", 2);
    mute(tale, "amy", "srv-1", ["started"]);
    run(tale, "amy", "srv-2", ["started"]);
    mute(tale, "amy", "srv-1", FIVE.slice(1));
    tale.frame("amy", "accepted", { run: tale.run("amy", 2), alias: "srv-2" });
    run(tale, "amy", "srv-2", FIVE.slice(1)).finish();
    expect(passed(tale)[0]).toBe(tale.run("amy"));
    expect(passed(tale)[1]).toBe(tale.run("amy", 2));
  });

  test("also where the events name the user: then the id has not drifted", () => {
    const tale = mute(story(cast(QUIET)).open("amy").start("amy"), "amy", "srv-1", FIVE, AMY);
    expect(found(tale.finish())).toEqual([]);
  });

  test("what did not come is missing, and what came to another is a leak", () => {
    const lost = story(cast(QUIET)).open("amy").start("amy");
    mute(lost, "amy", "srv-1", FIVE.toSpliced(1, 1)).finish();
    expect(found(lost)).toEqual([["completeness", "hole", "amy", null]]);
    const leaked = mute(story(cast(QUIET)).open("amy", "bo").start("amy"), "amy", "srv-1");
    leaked.wait(leaked.header.patience);
    mute(leaked, "amy", "srv-1", ["thinking#2"], { to: "bo" }).finish();
    expect(found(leaked)).toEqual([["isolation", "misroute", "bo", "amy"]]);
  });

  test("but that it is his own only the connection tells", () => {
    expect(unjudged({})).toMatch(/^in 1 of 1 answered runs nothing told whose the answer is/);
    expect(unjudged(AMY)).toBeNull();
  });
});

describe("an id of the server's own is nobody's", () => {
  test("when two such ids came to a user who has one run", () => {
    const tale = mute(story(cast()).open("amy").start("amy"), "amy", "srv-1", ["started"]);
    mute(tale, "amy", "srv-9", ["thinking"]);
    mute(tale, "amy", "srv-1", FIVE.slice(1)).finish();
    expect(passed(tale).slice(0, 2)).toEqual(["srv-1", "srv-9"]);
    expect(found(tale)).toContainEqual(["isolation", "misroute", "amy", null]);
  });

  test("when it came to two users", () => {
    const tale = story(cast()).open("amy", "bo").start("amy").start("bo");
    mute(tale, "amy", "srv-1", ["started"]);
    mute(tale, "amy", "srv-1", ["thinking"], { to: "bo" }).finish();
    expect(passed(tale)[0]).toBe("srv-1");
    expect(found(tale)).toContainEqual(["isolation", "misroute", "amy", null]);
  });

  test("when its event names another user", () => {
    const tale = story(cast()).open("amy", "bo").start("bo");
    mute(tale, "amy", "srv-1", ["started"], { to: "bo", ...AMY }).finish();
    expect(passed(tale)).toEqual(["srv-1"]);
    expect(found(tale)).toContainEqual(["isolation", "misroute", "bo", "amy"]);
  });

  test("when its user has two runs that could be meant", () => {
    const tale = story(cast()).open("amy").start("amy").start("amy", 2);
    expect(passed(mute(tale, "amy", "srv-1").finish())).toEqual(FIVE.map(() => "srv-1"));
  });

  test("when its user has no run, or none any more that lacks a name", () => {
    const tale = story(cast()).open("amy", "bo").start("amy");
    tale.frame("amy", "accepted", { run: tale.run("amy"), alias: "srv-1" });
    run(tale, "amy", "srv-1");
    for (const to of ["amy", "bo"]) mute(tale, "amy", `srv-of-${to}`, ["thinking"], { to });
    expect(found(tale.finish())).toEqual([
      ["isolation", "misroute", "amy", null],
      ["isolation", "misroute", "bo", null],
    ]);
  });

  test("when another user's canary stands in it", () => {
    const tale = story(cast()).open("amy", "bo").start("amy").start("bo");
    const data = { reasoning: tale.canary("amy") };
    tale.event("bo", 1, "thinking", { run: "srv-1", canaries: [tale.canary("amy")], data });
    tale.finish();
    expect(passed(tale)).toEqual(["srv-1"]);
    expect(found(tale)).toContainEqual(["isolation", "misroute", "bo", "amy"]);
  });

  test("when two runs of the user's could be meant", () => {
    const tale = story(cast()).open("amy").start("amy").start("amy", 2);
    const data = { reasoning: `${tale.canary("amy")} ${tale.canary("amy", 2)}` };
    tale.event("amy", 1, "thinking", { run: "srv-1", canaries: [], data }).finish();
    expect(passed(tale)).toEqual(["srv-1"]);
  });

  test("when no run waits for a name: then nothing is held", () => {
    const tale = story(cast()).open("amy").start("amy");
    tale.frame("amy", "accepted", { run: tale.run("amy"), alias: "srv-1" });
    run(tale, "amy", "srv-1");
    tale.event("amy", 1, "thinking", { run: "srv-2", canaries: [] });
    tale.finish();
    expect(passed(tale).at(-1)).toBe("srv-2");
  });
});

test("another user's event under an id that is proved to be his is a misroute", () => {
  const tale = story(cast()).open("amy", "bo").start("amy").start("bo");
  tale.event("amy", 1, "started", { run: "srv-1", to: "bo", canaries: [] });
  run(tale, "amy", "srv-1");
  run(tale, "bo", "srv-2").finish();
  expect(found(tale)).toEqual([["isolation", "misroute", "bo", "amy"]]);
});

test("a frame under such an id is the run's, too", () => {
  const tale = story(cast()).open("amy").start("amy");
  tale.frame("amy", "accepted", { run: tale.run("amy"), alias: "srv-1" });
  tale.frame("amy", "error", { run: "srv-1", code: "busy" }).finish();
  const frames: (string | null)[] = [];
  const naming = createNaming(tale.header, (op) => {
    if (op.type === "frame") frames.push(op.run);
  });
  for (const op of tale.ops) naming.push(op);
  expect(frames).toEqual([tale.run("amy"), tale.run("amy")]);
});

test("the first proof counts: no second run takes the id", () => {
  const tale = story(cast()).open("amy", "bo").start("amy").start("bo");
  tale.frame("amy", "accepted", { run: tale.run("amy"), alias: "srv-1" });
  tale.frame("bo", "accepted", { run: tale.run("bo"), alias: "srv-1" });
  run(tale, "bo", "srv-1").finish();
  expect(found(tale)).toContainEqual(["isolation", "misroute", "bo", "amy"]);
});

test("what nothing proves waits for no longer than the patience", () => {
  const tale = story(cast()).open("amy").start("amy");
  tale.event("amy", 1, "started", { run: "srv-1", canaries: [], data: {} });
  const { index: held = 0, time = 0 } = tale.ops.at(-1) ?? {};
  tale.wait(2 * tale.header.patience);
  const indices: number[] = [];
  const naming = createNaming(tale.header, ({ index }) => indices.push(index));
  for (const op of tale.ops) {
    naming.push(op);
    const isOver = op.index < held || op.time - time >= tale.header.patience;
    expect(indices.at(-1)).toBe(isOver ? op.index : held - 1);
  }
});

test("where clients name the runs, every op passes at once and as it is", () => {
  const tale = story({ bare: true }).open("amy").start("amy");
  run(tale, "amy", "srv-1");
  const ops: Op[] = [];
  const naming = createNaming(tale.header, (op) => ops.push(op));
  for (const op of tale.ops) naming.push(op);
  expect(ops).toEqual(tale.ops);
});

/** Amy has twenty runs, one after the other, under names of the server's. */
function long(): Story {
  const tale = story(cast()).open("amy", "bo").start("bo");
  tale.frame("bo", "accepted", { run: tale.run("bo"), alias: "srv-bo" });
  run(tale, "bo", "srv-bo");
  for (let nth = 1; nth <= 20; nth += 1) {
    tale.start("amy", nth).frame("amy", "accepted", {
      run: tale.run("amy", nth),
      alias: `srv-${nth}`,
    });
    for (const word of FIVE) {
      tale.event("amy", nth, word, { run: `srv-${nth}`, canaries: [tale.canary("amy", nth)] });
    }
    tale.wait(2_000);
  }
  return tale;
}

describe("of a run that is long over", () => {
  test("a late event is finality's, as it is where clients name the runs", () => {
    const tale = long().event("amy", 1, "thinking#2", { run: "srv-1", canaries: [] });
    expect(found(tale.finish())).toEqual([["finality", "settled", "amy", null]]);
  });

  test("an event at another user is his leak", () => {
    const tale = long().event("amy", 1, "thinking#2", { run: "srv-1", to: "bo", canaries: [] });
    expect(found(tale.finish())).toContainEqual(["isolation", "misroute", "bo", "amy"]);
  });

  test("no proof is waited for any more", () => {
    const tale = story(cast()).open("amy").start("amy").wait(60_000);
    for (let nth = 2; nth <= 8; nth += 1) {
      tale.start("amy", nth).frame("amy", "accepted", {
        run: tale.run("amy", nth),
        alias: `srv-${nth}`,
      });
      run(tale, "amy", `srv-${nth}`).wait(2_000);
    }
    const judging = createJudge(tale.header);
    for (const op of tale.ops) judging.push(op);
    const before = judging.seen();
    const { length } = tale.ops;
    const data = { note: "it" };
    tale.event("amy", 1, "thinking", { run: "nobody's", canaries: [], data });
    // It would wait behind the other for its proof.
    tale.event("amy", 8, "thinking#2", { run: "srv-8", canaries: [] });
    for (const op of tale.ops.slice(length)) judging.push(op);
    expect(judging.seen()).toBe(before + 1);
  });

  test("nothing is found while nothing comes", () => {
    expect(found(long().finish())).toEqual([]);
  });
});

/** Why two judges, each of one user, do not tell the verdict. */
function unclearOf({ header, ops }: Story): string | null {
  return joinParts(header, partsOf(sliced(header, ops, 2))).unclear;
}

test("one id for runs of two users is told where each is judged by another", () => {
  const tale = story(cast()).open("amy").open("bo");
  for (const user of ["amy", "bo"]) {
    tale.start(user).frame(user, "accepted", { run: tale.run(user), alias: `srv-${user}` });
  }
  expect(unclearOf(tale.finish())).not.toBe("an id came to users of two parts");
  const shared = story(cast()).open("amy").open("bo");
  for (const user of ["amy", "bo"]) {
    shared.start(user).frame(user, "accepted", { run: shared.run(user), alias: "srv-1" });
  }
  run(run(shared, "amy", "srv-1"), "bo", "srv-1").finish();
  expect(unclearOf(shared)).toBe("an id came to users of two parts");
});

/** Each of two users has two runs, one after the other, all under one id, and proves each. */
function counting(runIds: "server" | "connection", id: (run: number) => string) {
  const { header } = story({ bare: true });
  const users = ["amy", "bo"];
  const tale = story(
    cast({ users, sentinels: [], header: { dialect: { ...header.dialect, runIds } } }),
  ).open();
  for (const nth of [1, 2]) {
    for (const user of users) tale.start(user, nth);
    for (const user of users) {
      tale.frame(user, "accepted", { run: tale.run(user, nth), alias: id(nth) });
    }
    for (const word of FIVE) {
      for (const user of users) {
        tale.event(user, nth, word, { run: id(nth), canaries: [tale.canary(user, nth)] });
      }
    }
    tale.wait(2_000);
  }
  return tale;
}

describe("ids that are unique on a connection only", () => {
  test.each([
    ["counted anew on each", String],
    ["used again when a run is over", () => "the only one"],
  ])("are innocent: %s", (_how, id) => {
    expect(found(counting("connection", id).finish())).toEqual([]);
  });

  test("are leaks where nobody said so", () => {
    const leaks = found(counting("server", String).finish());
    expect(leaks).toContainEqual(["isolation", "misroute", "bo", "amy"]);
  });

  test("are a stranger's on a connection where nothing proves them", () => {
    const tale = counting("connection", String).start("amy", 3);
    tale.event("bo", 2, "started#2", { run: "3", canaries: [] });
    expect(found(tale.finish())).toContainEqual(["isolation", "misroute", "bo", null]);
  });
});
