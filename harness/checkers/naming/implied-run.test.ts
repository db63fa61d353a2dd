import { expect, test } from "vitest";
import { fiveEvents } from "../../contract/five-events.ts";
import type { Op } from "../../history/op.ts";
import { CATALOGUE } from "../catalogue.ts";
import { createImpliedRuns } from "./implied-run.ts";
import { judge, type Story, story } from "../testing/judging.ts";
import type { Cast } from "../testing/story-words.ts";

function cast(runNames: "every" | "first" = "first"): Cast {
  const { header } = story({ bare: true });
  return {
    bare: true,
    contract: fiveEvents({ maxErrored: 0 }),
    header: { dialect: { ...header.dialect, runNames } },
  };
}

/** Only the first word names the run, as this server has it; the canary comes back in the last. */
function run(
  tale: Story,
  user: string,
  ordinal = 1,
  words = "started thinking executing completed done",
) {
  const [first = "", ...others] = words.split(" ");
  tale.event(user, ordinal, first, { canaries: [] });
  return rest(tale, user, ordinal, others);
}

function rest(tale: Story, user: string, ordinal: number, words: readonly string[]): Story {
  for (const word of words) {
    tale.event(user, ordinal, word, { run: null, thread: null, user: null, canaries: [] });
  }
  return tale;
}

function found(tale: Story): readonly string[] {
  return judge(tale, ...CATALOGUE).observations.map(({ guarantee, kind, user }) => {
    return `${user} ${guarantee}/${kind}`;
  });
}

/** The runs of the events, as they are passed on. */
function passed(tale: Story): readonly (string | null)[] {
  const ops: Op[] = [];
  const pass = createImpliedRuns(tale.header, (op) => ops.push(op));
  for (const op of tale.ops) pass(op);
  expect(ops.length).toBe(tale.ops.length);
  return ops.flatMap((op) => (op.type === "event" ? [op.event.run] : []));
}

test("what names no run is of the run that its connection named last", () => {
  const tale = story(cast()).open("amy", "bo").start("amy").start("bo");
  run(run(tale, "amy", 1, "started thinking"), "bo");
  rest(tale, "amy", 1, ["executing", "completed", "done"]);
  tale.start("amy", 2);
  run(tale, "amy", 2).finish();
  expect(new Set(passed(tale))).toEqual(
    new Set([tale.run("amy"), tale.run("bo"), tale.run("amy", 2)]),
  );
  expect(found(tale)).toEqual([]);
});

test("another server is not helped", () => {
  const tale = run(story(cast("every")).open("amy").start("amy"), "amy").finish();
  expect(passed(tale).slice(1)).toEqual([null, null, null, null]);
  expect(found(tale)).toEqual(["amy content/missing-run"]);
});

test("an error that names no run is of the run that goes on, and not of the one before", () => {
  const tale = run(story(cast()).open("amy").start("amy"), "amy").start("amy", 2);
  run(tale, "amy", 2, "started error").finish();
  expect(passed(tale).at(-1)).toBe(tale.run("amy", 2));
  expect(found(tale)).toEqual(["amy completeness/errored"]);
});

test("a run that lost its end is not taken for the next one", () => {
  const tale = run(story(cast()).open("amy").start("amy"), "amy", 1, "started thinking");
  run(tale.start("amy", 2), "amy", 2).finish();
  expect(passed(tale).slice(2)).toEqual(Array.from({ length: 5 }, () => tale.run("amy", 2)));
  expect(found(tale)).toEqual(["amy completeness/tail"]);
});

test("a run that lost its beginning is the one that was sent since", () => {
  const tale = run(story(cast()).open("amy").start("amy"), "amy").start("amy", 2);
  rest(tale, "amy", 2, ["thinking", "executing", "completed", "done"]).finish();
  expect(passed(tale).slice(5)).toEqual(Array.from({ length: 4 }, () => tale.run("amy", 2)));
  expect(found(tale)).toEqual(["amy completeness/hole"]);
});

test("somebody else's run that is named here is a leak, and what follows it is one's own", () => {
  const tale = run(story(cast()).open("amy", "bo").start("amy").start("bo"), "amy", 1, "started");
  tale.event("bo", 1, "started", { to: "amy", canaries: [] });
  rest(tale, "amy", 1, ["thinking", "executing", "completed", "done"]);
  run(tale, "bo").finish();
  expect(passed(tale).slice(2, 6)).toEqual(Array.from({ length: 4 }, () => tale.run("amy")));
  expect(found(tale)).toEqual(["amy isolation/misroute"]);
});

test("an event before anything was sent is nobody's", () => {
  const tale = rest(story(cast()).open("amy"), "amy", 1, ["thinking"]).finish();
  expect(passed(tale)).toEqual([null]);
});
