import { expect, test } from "vitest";
import type { Observation, Touch } from "../../verdict/finding.ts";
import { canaryOf, SENTINEL, USERS, watch } from "../testing/placed-ops.ts";
import type { Leak } from "./leak.ts";
import { createLeaks } from "./leaks.ts";
import { ELSEWHERE, FRAME, STRANGER } from "./testing.ts";

test("a leak is told once, however long it is waited", () => {
  const scene = watch();
  const amy = scene.send("amy");
  scene.foreign("bo", "thinking", amy);
  for (const time of [1_010, 1_020, 9_000]) scene.tick(time);
  expect(scene.finish().findings).toEqual([["misroute", "bo", "amy", "thinking", [1, 0]]]);
});

test("the same event leaked again after the linger is told again", () => {
  const scene = watch();
  const amy = scene.send("amy");
  scene.foreign("bo", "thinking", amy, { id: "1" });
  scene.tick(1_010);
  scene.foreign("cy", "thinking", amy, { id: "1" });
  expect(scene.finish().findings).toEqual([
    ["misroute", "bo", "amy", "thinking", [1, 0]],
    ["misroute", "cy", "amy", "thinking", [3, 0]],
  ]);
});

/** An event of amy's that a user received in the midst of a run of his own. */
function seen(receiver: string, nth: number): Leak {
  const said = { type: "thinking", run: "a", thread: null, user: null, id: "9" };
  const event = { ...said, seq: null, at: null, data: {} };
  return {
    kind: "bleed",
    op: { type: "event", index: nth, time: 0, connection: 1, user: receiver, bytes: 9, event },
    receiver,
    victim: "amy",
    run: "a",
    victimRun: null,
    receiverRun: `${receiver} ${nth}`,
    sent: null,
    message: "",
  };
}

/** The places that reports touch, of leaks of which each was seen so often; `room`: places kept of all. */
function placesOf(sights: readonly number[], room?: number): readonly (readonly Touch[])[] {
  const told: Observation[] = [];
  const leaks = createLeaks(1_000, {}, (observation) => told.push(observation), room);
  for (const [at, count] of sights.entries()) {
    for (let nth = 0; nth < count; nth += 1) leaks.add(seen("bo", nth));
    leaks.add(seen("cy", count));
    leaks.pass((at + 1) * 1_000);
  }
  leaks.finish(new Set());
  return told.map(({ touches = [] }) => touches);
}

function counts(sights: readonly number[], room?: number): readonly number[] {
  return placesOf(sights, room).map(({ length }) => length);
}

test("an event that comes for ever is one finding, and its sights are kept up to a bound", () => {
  const [places = [], ...others] = placesOf([1_000]);
  expect(others).toEqual([]);
  expect([places.length, places[0], places.at(-1)?.user]).toEqual([
    102,
    { user: "amy", run: "a", event: "thinking" },
    "cy",
  ]);
});

test("reports of leaks name all places that they touch until they are many, and some of them after that", () => {
  expect(counts([50, 50, 50])).toEqual([52, 52, 52]);
  expect(counts([50, 50, 50, 3], 80)).toEqual([52, 28, 20, 5]);
});

test("who received what is in no run of his is touched in none, however many he is of", () => {
  const scene = watch();
  const amy = scene.send("amy");
  for (const user of ["bo", "cy", "dee"] as const) scene.foreign(user, "thinking", amy);
  const [{ touches } = {}] = scene.finish().observations;
  expect(touches).toEqual([{ user: "amy", run: amy.id, event: "thinking" }]);
});

test("one leak that is told ends no other that is waited for", () => {
  const scene = watch();
  const amy = scene.send("amy");
  const bo = scene.send("bo");
  scene.own(bo, "thinking", { id: "9", canaries: [canaryOf("amy")] });
  scene.foreign("cy", "thinking", amy);
  scene.tick(1_025);
  scene.foreign("dee", "thinking", amy);
  expect(scene.finish().findings).toEqual([
    ["bleed", "bo", "amy", "thinking", [2, 0]],
    ["shared", "cy", "amy", "thinking", [3, 5, 0]],
  ]);
});

test("without an id the body tells one event at several users, of one run only", () => {
  const scene = watch();
  scene.tick(0);
  const amy = scene.send("amy");
  const again = scene.send("amy", 1);
  scene.foreign("bo", "thinking", amy);
  scene.foreign("cy", "thinking", amy);
  scene.foreign("dee", "thinking", again);
  expect(scene.finish().findings).toEqual([
    ["shared", "bo", "amy", "thinking", [3, 4, 1]],
    ["misroute", "dee", "amy", "thinking", [5, 2]],
  ]);
});

test("one frame at several others is one finding, of another text it is another", () => {
  const scene = watch();
  scene.tick(0);
  const amy = scene.send("amy");
  const accepted = { ...FRAME, kind: "accepted", run: amy.id, text: "x" } as const;
  scene.push({ ...accepted, connection: 1, user: "bo" }, { run: amy });
  scene.push({ ...accepted, connection: 2, user: "cy" }, { run: amy });
  scene.push({ ...accepted, connection: 3, user: "dee", text: "y" }, { run: amy });
  expect(scene.finish().observations).toEqual([
    {
      guarantee: "isolation",
      kind: "shared",
      user: "bo",
      victim: "amy",
      run: amy.id,
      event: null,
      ops: [2, 3, 1],
      message: "one message of amy reached 2 other users: bo, cy",
      touches: [{ user: "amy", run: amy.id, event: null }],
    },
    expect.objectContaining({ kind: "misroute", user: "dee", ops: [4, 1] }),
  ]);
});

test("two closes that quote another user's text are two bleeds", () => {
  const scene = watch();
  scene.send("amy");
  const close = {
    type: "close",
    code: 1011,
    reason: "",
    by: "server",
    frames: 0,
    bytes: 0,
  } as const;
  const canaries = [canaryOf("amy")];
  scene.push({ ...close, connection: 1, user: "bo", canaries });
  scene.push({ ...close, connection: 2, user: "cy", canaries });
  expect(scene.finish().findings).toEqual([
    ["bleed", "bo", "amy", null, [1, 0]],
    ["bleed", "cy", "amy", null, [2, 0]],
  ]);
});

test("an event that reached everybody names five of them and quotes ten receipts", () => {
  const scene = watch();
  scene.tick(0);
  const amy = scene.send("amy");
  const { op } = scene.own(amy, "thinking", { id: "1" });
  for (const user of USERS.slice(1)) scene.foreign(user, "thinking", amy, { id: "1" });
  const { findings, messages } = scene.finish();
  expect(findings).toEqual([
    ["shared", "bo", "amy", "thinking", [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, op.index, 1]],
  ]);
  expect(messages).toEqual([
    "one thinking of amy reached 12 other users: bo, cy, dee, eve, fay and 7 more",
  ]);
});

test("five receivers are named without a rest, and a probe is one of them", () => {
  const scene = watch();
  const amy = scene.send("amy");
  for (const user of [null, "bo", "cy", "dee", SENTINEL]) {
    scene.foreign(user, "thinking", amy, { id: "1" });
  }
  expect(scene.finish().messages).toEqual([
    "one thinking of amy reached 5 other users: a probe, bo, cy, dee, Amy",
  ]);
});

test("an event of nobody touches no run, and at several is nobody's still", () => {
  const scene = watch();
  scene.event("amy", "thinking", STRANGER);
  scene.event("bo", "started", STRANGER);
  scene.event("cy", "started", STRANGER);
  const { observations } = scene.finish();
  expect(observations).toEqual([
    {
      guarantee: "isolation",
      kind: "misroute",
      user: "amy",
      victim: null,
      run: null,
      event: "thinking",
      ops: [0],
      message: "amy received a thinking that belongs to nobody of this plan",
    },
    {
      guarantee: "isolation",
      kind: "shared",
      user: "bo",
      victim: null,
      run: null,
      event: "started",
      ops: [1, 2],
      message: "one started of nobody in this plan reached 2 other users: bo, cy",
    },
  ]);
});

test("another execution on one receiver's account does not excuse what a second one got", () => {
  const scene = watch();
  scene.event("amy", "started", STRANGER);
  scene.event("bo", "started", STRANGER);
  scene.event("amy", "completed", STRANGER, { canaries: [ELSEWHERE] });
  expect(scene.finish().findings).toEqual([["shared", "amy", null, "started", [0, 1]]]);
});

test("of more than a thousand events of nobody the first of a receiver stands for the others, and all count", () => {
  const scene = watch();
  const strays = 1_500;
  for (let n = 0; n < strays; n += 1) scene.event("amy", "thinking", STRANGER, { data: { n } });
  expect(scene.reported()).toEqual([]);
  const told = scene.finish().findings.map(([, , , , ops]) => String(ops));
  expect(told).toHaveLength(strays);
  expect(new Set(told).size).toBe(1_001);
});

test("another execution explains any number of them", () => {
  const scene = watch();
  for (let n = 0; n < 1_500; n += 1) scene.event("amy", "thinking", STRANGER, { data: { n } });
  scene.event("bo", "thinking", STRANGER, { data: { n: "his" } });
  scene.event("amy", "completed", STRANGER, { canaries: [ELSEWHERE] });
  expect(scene.finish().findings.map(([kind, user]) => [kind, user])).toEqual([["misroute", "bo"]]);
});

/** The op at its owner that a misrouted event is shown to be, if any. */
function original(leaked: object, ...atOwner: readonly object[]): number | null {
  const scene = watch();
  scene.tick(0);
  const amy = scene.send("amy");
  for (const one of atOwner) scene.own(amy, "thinking", one);
  scene.foreign("bo", "thinking", amy, leaked);
  const [finding] = scene.finish().observations;
  const [, at, sent] = finding?.ops ?? [];
  return sent === undefined ? null : (at ?? null);
}

test("the event at its owner is found by its id, else by its number, else by its body", () => {
  expect(original({ id: "b" }, { id: "a" }, { id: "b" })).toBe(3);
  expect(original({ id: "b" }, { id: "a" })).toBeNull();
  expect(original({ id: "b", seq: 2 }, { seq: 1 }, { seq: 2 })).toBe(3);
  expect(original({ seq: 2 }, { id: "a", seq: 1 }, { id: "b", seq: 2 })).toBe(3);
  expect(original({ seq: 2 }, { seq: 1 })).toBeNull();
  expect(original({ seq: 2, data: { n: 2 } }, { data: { n: 1 } }, { data: { n: 2 } })).toBe(3);
  expect(original({ data: { n: 2 } }, { seq: 1, data: { n: 1 } }, { seq: 2, data: { n: 2 } })).toBe(
    3,
  );
  expect(original({ data: { n: 2 } }, { data: { n: 1 } })).toBeNull();
});

test("the event at its owner is one of its type", () => {
  const scene = watch();
  const amy = scene.send("amy");
  scene.own(amy, "started");
  const { op } = scene.own(amy, "thinking");
  scene.foreign("bo", "thinking", amy);
  expect(scene.finish().findings).toEqual([
    ["misroute", "bo", "amy", "thinking", [3, op.index, 0]],
  ]);
});

test.for([
  ["call", "called"],
  ["called", "call"],
] as const)("a misrouted %s touches the %s that belongs with it", ([leaked, other]) => {
  const scene = watch();
  const amy = scene.send("amy");
  scene.foreign("bo", leaked, amy);
  const [finding] = scene.finish().observations;
  expect(finding?.touches).toEqual(
    [leaked, other].map((event) => ({ user: "amy", run: amy.id, event })),
  );
});
