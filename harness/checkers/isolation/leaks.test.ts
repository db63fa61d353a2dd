import { expect, test } from "vitest";
import { mintCanary } from "../../ownership/canary.ts";
import { executionKey } from "../../ownership/key.ts";
import { canaryOf, SENTINEL, USERS, watch } from "../testing/placed-ops.ts";

const STRANGER = { kind: "stranger" } as const;
const ELSEWHERE = mintCanary(executionKey("seed", "another nonce"), 0, 0);
const FRAME = {
  type: "frame",
  bytes: 1,
  subject: null,
  session: null,
  announced: null,
  code: null,
  text: "x",
} as const;

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

test("an event that comes for ever is one finding, and its sights are kept up to a bound", () => {
  const scene = watch();
  for (let nth = 0; nth < 1_000; nth += 1) {
    scene.event("bo", "thinking", STRANGER, { id: `${nth}` });
  }
  scene.event("cy", "thinking", STRANGER, { id: "last" });
  const { observations } = scene.finish();
  expect(observations.map(({ kind, touches = [] }) => [kind, touches.length])).toEqual([
    ["shared", 101],
  ]);
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
  const accepted = { ...FRAME, kind: "accepted", run: amy.id } as const;
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
      touches: [
        { user: "amy", run: amy.id, event: null },
        { user: "bo", run: null, event: null },
        { user: "amy", run: amy.id, event: null },
        { user: "cy", run: null, event: null },
      ],
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
  const { messages, observations } = scene.finish();
  expect(messages).toEqual([
    "one thinking of amy reached 5 other users: a probe, bo, cy, dee, Amy",
  ]);
  const touched = new Set(observations[0]?.touches?.map(({ user }) => user));
  expect(touched).toEqual(new Set(["amy", "bo", "cy", "dee", SENTINEL]));
});

test("an event of nobody touches only its receiver, and at several is nobody's still", () => {
  const scene = watch();
  scene.event("amy", "thinking", STRANGER);
  scene.event("bo", "started", STRANGER);
  scene.event("cy", "started", STRANGER);
  const { observations } = scene.finish();
  expect(observations).toEqual([
    expect.objectContaining({
      kind: "misroute",
      touches: [{ user: "amy", run: null, event: "thinking" }],
    }),
    {
      guarantee: "isolation",
      kind: "shared",
      user: "bo",
      victim: null,
      run: null,
      event: "started",
      ops: [1, 2],
      message: "one started of nobody in this plan reached 2 other users: bo, cy",
      touches: [
        { user: "bo", run: null, event: "started" },
        { user: "cy", run: null, event: "started" },
      ],
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
] as const)("a misrouted %s touches the %s that belongs with it, at both", ([leaked, other]) => {
  const scene = watch();
  const amy = scene.send("amy");
  scene.foreign("bo", leaked, amy);
  const [finding] = scene.finish().observations;
  expect(finding?.touches).toEqual(
    [leaked, other].flatMap((event) => [
      { user: "amy", run: amy.id, event },
      { user: "bo", run: null, event },
    ]),
  );
});
