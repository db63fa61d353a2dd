import { describe, expect, test } from "vitest";
import { fiveEvents } from "../../contract/five-events.ts";
import { mintCanary } from "../../ownership/canary.ts";
import { executionKey } from "../../ownership/key.ts";
import { mintId } from "../../ownership/run-id.ts";
import { type Cast, type Story, story } from "../testing/judging.ts";
import { ownerships, placed, settledRuns } from "../testing/watching.ts";

const KEY = executionKey("seed", "nonce");
const FIVE = "started thinking executing completed done";
const NOBODYS = "11111111-2222-4333-8444-555555555555";

/** What becomes of one event of amy's first run, which is open, under this twist. */
function owner(twist: Parameters<Story["event"]>[3], cast: Cast = {}) {
  const tale = story(cast).open().start("amy").start("bo").events("bo", 1, "started");
  return ownerships(tale.event("amy", 1, "started", twist).finish()).at(-1);
}

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
    expect(owner({ thread })).toEqual({ ...foreign, run: tale.run("amy") });
    expect(owner({ thread: tale.thread("amy", 7) })).toEqual({ kind: "own" });
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
    const tale = story().open("amy", "bo").start("bo");
    tale.event("bo", 1, "started", { to: "amy" });
    const places = placed(tale.event("bo", 2, "started", { to: "amy" }).finish());
    const seen = places.map(({ place }) => place.run?.id ?? null);
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
    const received = settledRuns(tale.finish()).map(({ run }) => [
      run.id,
      run.streams[0]?.received.map(({ op }) => op.event.type),
    ]);
    expect(received).toEqual([
      [tale.run("amy"), ["agent_started", "agent_thinking"]],
      [tale.run("amy", 2), ["agent_started"]],
    ]);
  });
});
