import { expect, test } from "vitest";
import type { Message } from "../dialects/dialect.ts";
import type { PlannedRun } from "../plan/plan.ts";
import type { Connection } from "./connection.ts";
import { RunWatch, type RunWatchOptions } from "./run-watch.ts";

/** Amy has two connections and the runs `a1` and `a2`, bo one and `b1`; each is sent on its user's first. */
function watched(options: Partial<RunWatchOptions> = {}, cancelAfter: number | null = null) {
  const pinged: number[] = [];
  const connectionOf = (number: number, user: string): Connection =>
    ({
      seat: { number, user, role: "user" },
      newest: 500,
      ping: () => pinged.push(number),
    }) as unknown as Connection;
  const [amy, tab, bo] = [connectionOf(0, "amy"), connectionOf(1, "amy"), connectionOf(2, "bo")];
  let time = 5_000;
  const watch = new RunWatch({
    witness: { now: () => time },
    terminalTypes: new Set(["agent_completed"]),
    patience: 80,
    kept: { events: 1_000, memory: Infinity, time: 1_000 },
    readersOf: (member) => (member === 0 ? 2 : 1),
    ...options,
  });
  const run = (id: string): PlannedRun =>
    ({ id, thread: `thread of ${id}`, cancelAfter }) as unknown as PlannedRun;
  watch.add(0, run("a1"), amy);
  watch.add(0, run("a2"), amy);
  watch.add(1, run("b1"), bo);
  return {
    amy,
    tab,
    bo,
    watch,
    pinged,
    pass: (milliseconds: number): void => {
      time += milliseconds;
    },
    heard: (connection: Connection, message: Message): string | null => {
      const step = watch.heard(connection, message);
      return step && `${step.run.run.id} ${step.to}`;
    },
    givenUp: () => watch.givenUp().map((open) => open.run.id),
  };
}

function event(run: string, type = "agent_thinking"): Message {
  return { kind: "event", event: { run, type } } as unknown as Message;
}

function said(kind: "accepted" | "cancelled" | "error", run: string): Message {
  return { kind, run };
}

test("a run ends with its terminal event, on whichever connection of its user it comes", () => {
  const { amy, tab, heard } = watched();
  expect([
    heard(amy, event("a1")),
    heard(amy, event("a1", "agent_completed")),
    heard(tab, event("a2", "agent_completed")),
  ]).toEqual([null, "a1 end", "a2 end"]);
});

test("what another user hears of a run ends nothing", () => {
  const { bo, heard } = watched();
  expect(heard(bo, event("a1", "agent_completed"))).toBe(null);
});

test("a refusal ends a run, and an error after its first word does not", () => {
  const { amy, heard } = watched();
  expect(heard(amy, said("error", "a1"))).toBe("a1 end");
  expect([heard(amy, said("accepted", "a2")), heard(amy, said("error", "a2"))]).toEqual([
    null,
    null,
  ]);
  expect(heard(amy, said("cancelled", "a2"))).toBe("a2 end");
});

test("a run is cancelled once, after so many messages on the connection that it was sent on", () => {
  const { amy, tab, heard } = watched({}, 2);
  const heardOf = [amy, tab, tab, amy, amy].map((connection) => heard(connection, event("a1")));
  expect(heardOf).toEqual([null, null, null, "a1 cancel", null]);
});

test("a run of which more came than is kept is over, and each reader has that much", () => {
  const { amy, bo, heard } = watched({ kept: { events: 2, memory: Infinity, time: 1_000 } });
  const of = (connection: Connection, run: string, count: number): (string | null)[] =>
    Array.from({ length: count }, () => heard(connection, event(run)));
  expect([of(bo, "b1", 2), of(amy, "a1", 4)]).toEqual([
    [null, "b1 end"],
    [null, null, null, "a1 end"],
  ]);
  expect(heard(amy, said("accepted", "a2"))).toBe(null);
});

test("where all together take too much memory, the user of the largest is to leave", () => {
  const { amy, bo, watch, heard } = watched({
    kept: { events: 1_000, memory: 6_000, time: 1_000 },
  });
  expect([heard(bo, event("b1")), heard(bo, event("b1"))]).toEqual([null, null]);
  expect([heard(amy, event("a1")), heard(amy, event("a2"))]).toEqual([null, "b1 leave"]);
  for (const open of watch.on(bo)) watch.delete(open);
  expect(heard(amy, event("a2"))).toBe(null);
});

test("who is silent for half the patience is asked for a sign of life, once a run", () => {
  const { pass, pinged, givenUp } = watched();
  pass(39);
  expect([givenUp(), pinged]).toEqual([[], []]);
  pass(1);
  expect([givenUp(), givenUp(), pinged]).toEqual([[], [], [0, 0, 2]]);
});

test("a run is given up after the patience without a word, and each word gives it the patience anew", () => {
  const { amy, pass, heard, givenUp } = watched();
  pass(50);
  heard(amy, event("a1"));
  pass(29);
  expect(givenUp()).toEqual([]);
  pass(1);
  expect(givenUp()).toEqual(["a2", "b1"]);
  pass(49);
  expect(givenUp()).toEqual(["a2", "b1"]);
});

test("however much comes, a run is not watched over for longer than its time, or the patience", () => {
  for (const [time, longest] of [
    [60, 80],
    [100, 100],
  ] as const) {
    const { bo, pass, heard, givenUp, watch } = watched({
      kept: { events: 1_000, memory: Infinity, time },
    });
    pass(longest - 1);
    watch.beat();
    heard(bo, event("b1"));
    expect(givenUp()).not.toContain("b1");
    pass(1);
    expect(givenUp()).toContain("b1");
  }
});

test("of a silence that we slept through a tenth counts, so that it ends some day", () => {
  const { pass, givenUp, watch } = watched({ patience: 150 });
  pass(500);
  expect([watch.beat(), givenUp()]).toEqual([400, []]);
  pass(9);
  expect([givenUp(), givenUp().length]).toEqual([[], 0]);
  pass(1);
  expect(givenUp()).toEqual(["a1", "a2", "b1"]);
});

test("a run that is over is open no more, for nobody", () => {
  const { amy, bo, watch, heard } = watched();
  expect([watch.isOpen("a1", "amy"), watch.isOpen("a1", "bo"), watch.size]).toEqual([
    true,
    false,
    3,
  ]);
  const [first] = watch.on(amy);
  if (first) watch.delete(first);
  expect([watch.isOpen("a1", "amy"), watch.size]).toEqual([false, 2]);
  expect(watch.on(amy).map(({ run }) => run.id)).toEqual(["a2"]);
  expect([heard(amy, event("a1", "agent_completed")), watch.on(bo).length]).toEqual([null, 1]);
  expect([watch.openAs("thread of b1", "bo"), watch.openAs("a2", "bo")]).toEqual(["b1", "a2"]);
});
