import { describe, expect, test } from "vitest";
import { fiveEvents } from "../contract/five-events.ts";
import { sampleHeader } from "../history/testing.ts";
import type { Judgement } from "../verdict/judgement.ts";
import { clock } from "./clock.ts";
import { connection } from "./connection.ts";
import { content } from "./content/content.ts";
import { deadline } from "./deadline/deadline.ts";
import { identity } from "./identity.ts";
import { reach } from "./reach.ts";
import { type Cast, judge, story, told } from "./testing/judging.ts";

const ALL = [content, deadline, connection, identity, clock, reach];
const FIVE = "started thinking executing completed done";
const users = [
  ...["amy", "bo", "cy"].map((id) => ({ id, role: "user" }) as const),
  { id: "zoe", role: "sentinel" } as const,
];
const plan = { users, tabs: 1, runsPerUser: 1, runs: 3, overlap: 3, schedule: "open" } as const;
const cast: Cast = {
  contract: fiveEvents({ echo: "required", deadlines: { first: 500, gap: 200, total: 900 } }),
  header: { verifies: false, plan },
};

/** Guarantee, kind, user, run and event of all that is reported. */
function seen({ observations }: Judgement): readonly (readonly unknown[])[] {
  return observations.map(({ guarantee, kind, user, run, event }) => {
    return [guarantee, kind, user, run, event];
  });
}

describe("on a whole history", () => {
  test("a faultless one passes all, and each has judged something", () => {
    const tale = told(`amy: ${FIVE}\nbo: ${FIVE}\ncy: ${FIVE}`, cast);
    const judgement = judge(tale, ...ALL);
    expect(seen(judgement)).toEqual([]);
    expect(
      [...judgement.tallies].map(([name, { trials, unknown }]) => [name, trials, unknown]),
    ).toEqual([
      ["content", 3, null],
      ["deadline", 3, null],
      ["connection", 4, null],
      ["identity", 4, null],
      ["clock", 3, null],
      ["reach", 1, null],
    ]);
  });

  test("one run after the other is no overlap", () => {
    const tale = story(cast).open();
    for (const user of ["amy", "bo", "cy"]) tale.start(user).events(user, 1, FIVE);
    expect(judge(tale.finish(), reach).tallies.get("reach")?.unknown).toBe(
      "Peak of 1 run at once, 3 planned: isolation and order were not tried as planned.",
    );
  });

  test("a run id that changes half-way, and one that is not there, are content's", () => {
    const tale = story()
      .open()
      .start("amy")
      .start("bo")
      .events("amy", 1, "started")
      .event("amy", 1, "thinking", { run: "another" })
      .events("amy", 1, "executing completed done")
      .events("bo", 1, "started thinking executing completed")
      .event("bo", 1, "done", { run: null })
      .finish();
    expect(seen(judge(tale, content))).toEqual([
      ["content", "run-drift", "amy", tale.run("amy"), "agent_thinking"],
      ["content", "missing-run", "bo", tale.run("bo"), "agent_completed"],
    ]);
  });

  test("an answer without the user's own text is found, unless messages were lost on the way", () => {
    const tale = story(cast).open("amy").start("amy");
    for (const word of FIVE.split(" ")) tale.event("amy", 1, word, { canaries: [] });
    expect(seen(judge(tale.finish(), content))).toEqual([
      ["content", "no-echo", "amy", tale.run("amy"), "agent_completed"],
    ]);

    const close = tale.ops.findIndex(({ type }) => type === "close");
    const damaged = tale.ops.map((op, at) =>
      at === close && op.type === "close" ? { ...op, frames: op.frames + 1 } : op,
    );
    const judgement = judge({ header: tale.header, ops: damaged }, content);
    expect(seen(judgement)).toEqual([]);
    expect(judgement.tallies.get("content")?.unknown).toMatch(/^1 thing seems to be missing/);
  });

  test("a close in the middle of a run names that run", () => {
    const tale = story()
      .open()
      .start("amy")
      .events("amy", 1, "started thinking")
      .close("amy", { by: "server" })
      .finish();
    expect(seen(judge(tale, connection))).toEqual([
      ["connection", "unexplained-close", "amy", tale.run("amy"), null],
    ]);
  });

  test("a stall, and a run that never begins, miss their deadlines", () => {
    const tale = story(cast)
      .open()
      .start("amy")
      .start("bo")
      .events("amy", 1, "started thinking")
      .wait(300)
      .events("amy", 1, "executing completed done")
      .finish();
    expect(seen(judge(tale, deadline))).toEqual([
      ["deadline", "gap", "amy", tale.run("amy"), "tool_executing"],
      ["deadline", "first", "bo", tale.run("bo"), null],
      ["deadline", "total", "bo", tale.run("bo"), null],
    ]);
  });

  test("a clock that jumps back is found under a server that numbers its events", () => {
    const tale = story()
      .open()
      .start("amy")
      .events("amy", 1, "started")
      .event("amy", 1, "thinking", { at: sampleHeader.epoch - 1_000 })
      .events("amy", 1, "executing completed done")
      .finish();
    expect(seen(judge(tale, clock))).toEqual([
      ["clock", "backwards", "amy", tale.run("amy"), "agent_thinking"],
    ]);
  });

  test("a bare server, without ids, numbers, times and welcome, is innocent", () => {
    const tale = told(`amy: ${FIVE}\nbo: ${FIVE}`, { bare: true });
    const judgement = judge(tale, content, deadline, connection, clock);
    expect(seen(judgement)).toEqual([]);
    expect(judgement.tallies.get("clock")).toEqual({ trials: 0, evaluated: 0, unknown: null });
  });
});
