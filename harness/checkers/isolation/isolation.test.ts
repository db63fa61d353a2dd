import { expect, test } from "vitest";
import { mintCanary } from "../../ownership/canary.ts";
import { executionKey } from "../../ownership/key.ts";
import type { Claim } from "../../verdict/guarantee.ts";
import { canaryOf, SENTINEL, watch } from "../testing/placed-ops.ts";

const FRAME = {
  type: "frame",
  bytes: 1,
  run: null,
  subject: null,
  session: null,
  announced: null,
  code: null,
  text: "",
} as const;
const BLIND =
  "not seen: what a server compresses, encrypts, encodes twice (other than in base64) or says in other words; a marker that is cut, reversed or split between two types of events";
const STRANGER = { kind: "stranger" } as const;
const ELSEWHERE = mintCanary(executionKey("seed", "another nonce"), 0, 0);

test("runs that bring only their own text back are innocent", () => {
  const scene = watch({ eventIds: "global" });
  for (const user of ["amy", "bo"]) {
    const run = scene.send(user);
    scene.own(run, "started", { id: `${user} 1` });
    scene.own(run, "completed", { id: `${user} 2`, canaries: [canaryOf(user)], tokens: [user] });
    scene.settle(run);
  }
  expect(scene.finish()).toMatchObject({
    findings: [],
    tally: { trials: 2, evaluated: 4, unknown: null, notes: [BLIND] },
  });
});

test("nothing observed is nothing judged", () => {
  expect(watch().finish().tally).toEqual({
    trials: 0,
    evaluated: 0,
    unknown: null,
    notes: [BLIND],
  });
});

test("catches an event of another user, with the receipt, the original and the send", () => {
  const scene = watch();
  const amy = scene.send("amy");
  scene.foreign("bo", "completed", amy, { id: "7", canaries: [canaryOf("amy")] });
  scene.own(amy, "completed", { id: "7" });
  expect(scene.finish().observations).toEqual([
    {
      guarantee: "isolation",
      kind: "misroute",
      user: "bo",
      victim: "amy",
      run: amy.id,
      event: "completed",
      ops: [1, 2, 0],
      message: "bo received amy's completed",
      touches: [{ user: "amy", run: amy.id, event: "completed" }],
    },
  ]);
});

test("an event of nobody is a misroute, unless the receiver's own text shows that it is his", () => {
  const scene = watch();
  scene.send("amy");
  scene.send("bo");
  scene.event("amy", "thinking", STRANGER);
  scene.event("bo", "thinking", STRANGER, { canaries: [canaryOf("bo")] });
  const { findings, messages } = scene.finish();
  expect(findings).toEqual([["misroute", "amy", null, "thinking", [2]]]);
  expect(messages).toEqual(["amy received a thinking that belongs to nobody of this plan"]);
});

test("an event of nobody with another user's text names that user", () => {
  const scene = watch();
  scene.send("amy");
  scene.event("bo", "thinking", STRANGER, { canaries: [canaryOf("amy")] });
  expect(scene.finish().findings).toEqual([["misroute", "bo", "amy", "thinking", [1, 0]]]);
});

test("a declared broadcast is innocent, and another's text inside it is not", () => {
  const scene = watch();
  scene.send("amy");
  scene.event("bo", "notice", { kind: "broadcast" });
  scene.event(SENTINEL, "notice", { kind: "broadcast" });
  scene.event("bo", "notice", { kind: "broadcast" }, { canaries: [canaryOf("amy")] });
  expect(scene.finish().findings).toEqual([["bleed", "bo", "amy", "notice", [3, 0]]]);
});

test("a misroute is reported once the linger has passed, not before", () => {
  const scene = watch();
  const amy = scene.send("amy");
  scene.foreign("bo", "thinking", amy);
  scene.tick(1_009);
  expect(scene.reported()).toEqual([]);
  scene.tick(1_010);
  expect(scene.reported().map(({ kind }) => kind)).toEqual(["misroute"]);
});

test("one event at several others is one finding, whatever its envelope says", () => {
  const scene = watch();
  const amy = scene.send("amy");
  const cy = scene.send("cy");
  const body = { data: { text: "hello" }, canaries: [canaryOf("amy")] };
  scene.own(amy, "thinking", { ...body, id: "1" });
  scene.foreign("bo", "thinking", amy, { ...body, id: "1" });
  scene.own(cy, "thinking", { ...body, id: "9" });
  scene.foreign(SENTINEL, "thinking", amy, { ...body, id: "1" });
  const { findings, messages } = scene.finish();
  expect(findings).toEqual([["shared", "bo", "amy", "thinking", [3, 4, 5, 2, 0]]]);
  expect(messages).toEqual(["one thinking of amy reached 3 other users: bo, cy, Amy"]);
});

test("one answer served to several users under right envelopes is a bleed at each", () => {
  const scene = watch();
  const amy = scene.send("amy");
  const bo = scene.send("bo");
  const cy = scene.send("cy");
  const body = { data: { text: "hello" }, canaries: [canaryOf("amy")] };
  scene.own(amy, "completed", { ...body, id: "1" });
  scene.own(bo, "completed", { ...body, id: "2" });
  scene.own(cy, "completed", { ...body, id: "3" });
  expect(scene.finish().findings.map(([kind, user]) => [kind, user])).toEqual([
    ["bleed", "bo"],
    ["bleed", "cy"],
  ]);
});

test("two events of a run at two users are two misroutes", () => {
  const scene = watch();
  const amy = scene.send("amy");
  scene.foreign("bo", "thinking", amy, { data: { step: 1 } });
  scene.foreign("cy", "thinking", amy, { data: { step: 2 } });
  expect(scene.finish().findings).toEqual([
    ["misroute", "bo", "amy", "thinking", [1, 0]],
    ["misroute", "cy", "amy", "thinking", [2, 0]],
  ]);
});

test("catches another user's text under a right envelope, and joins both runs", () => {
  const scene = watch();
  const amy = scene.send("amy");
  const bo = scene.send("bo");
  scene.own(bo, "completed", { canaries: [canaryOf("bo"), canaryOf("amy")] });
  const { findings, observations } = scene.finish();
  expect(findings).toEqual([["bleed", "bo", "amy", "completed", [2, 0]]]);
  expect(observations[0]).toMatchObject({
    run: amy.id,
    message: "bo received amy's text inside completed",
    touches: [
      { user: "amy", run: amy.id, event: "completed" },
      { user: "bo", run: bo.id, event: "completed" },
    ],
  });
});

test("the text of a run that is long over is still its owner's", () => {
  const scene = watch();
  const amy = scene.send("amy");
  scene.settle(amy);
  const bo = scene.send("bo");
  scene.own(bo, "completed", { canaries: [canaryOf("amy")] });
  expect(scene.finish().findings).toEqual([["bleed", "bo", "amy", "completed", [2, 0]]]);
});

test("catches another user's text in frames, close reasons, headers and rejections", () => {
  const canaries = [canaryOf("amy")];
  const bo = { connection: 1, user: "bo", canaries };
  const nothing = { run: null, subject: null, session: null, announced: null, code: null };
  const frame = { type: "frame", bytes: 1, ...nothing } as const;
  const rejected = { outcome: "rejected", status: 403, reason: null, took: 1 } as const;
  const scene = watch();
  scene.send("amy");
  scene.push({ ...frame, ...bo, kind: "binary", text: "a" });
  scene.push({ ...frame, ...bo, kind: "control-ping", text: "b" });
  scene.push({ type: "close", ...bo, code: 1011, reason: "", by: "server", frames: 2, bytes: 2 });
  scene.push({ type: "open", ...bo, user: null, role: "probe", probe: "expired", ...rejected });
  expect(scene.finish().messages).toEqual([
    "bo received amy's text inside binary frame",
    "bo received amy's text inside control-ping frame",
    "bo received amy's text inside close reason",
    "a connection with bad credentials received amy's text inside answer to the handshake",
  ]);
});

test("whoever is let in with bad credentials of amy's is taken for her, and for nobody else", () => {
  const scene = watch({ verifies: true });
  const [amy, bo] = [scene.send("amy"), scene.send("bo")];
  scene.foreign(null, "thinking", amy, { canaries: [canaryOf("amy")] });
  scene.foreign(null, "thinking", bo, { canaries: [canaryOf("bo")] });
  const error = { type: "frame", kind: "error", connection: 9, user: null, bytes: 1 } as const;
  const rest = { run: null, subject: null, session: null, announced: null, code: null, text: "" };
  scene.push({ ...error, ...rest, canaries: [canaryOf("amy")] });
  expect(scene.finish().messages).toEqual([
    "a connection with bad credentials received bo's thinking",
    "a connection with bad credentials received amy's text inside error frame",
  ]);
});

test("where nothing judges bad credentials, what comes of them is a leak", () => {
  const scene = watch();
  scene.foreign(null, "thinking", scene.send("amy"));
  expect(scene.finish().messages).toEqual([
    "a connection with bad credentials received amy's thinking",
  ]);
});

test("catches a frame about another user's run", () => {
  const scene = watch();
  const amy = scene.send("amy");
  const rest = { subject: null, session: null, announced: 5, code: null, text: "", bytes: 1 };
  const frame = { type: "frame", kind: "accepted", connection: 1, run: amy.id, ...rest } as const;
  scene.push({ ...frame, user: "amy" }, { run: amy });
  scene.push({ ...frame, user: "bo" }, { run: amy });
  scene.settle(amy);
  scene.push({ ...frame, user: "cy", text: "late" });
  expect(scene.finish().messages).toEqual([
    "bo received amy's accepted frame",
    "cy received amy's accepted frame",
  ]);
});

test("catches another user's token, and not one's own", () => {
  const scene = watch();
  const bo = scene.send("bo");
  scene.own(bo, "completed", { tokens: ["bo"] });
  scene.own(bo, "completed", { data: { n: 2 }, tokens: ["amy"] });
  const { findings, messages } = scene.finish();
  expect(findings).toEqual([["bleed", "bo", "amy", "completed", [2]]]);
  expect(messages).toEqual(["bo received amy's token inside completed"]);
});

test("in a message of several parts a misrouted one explains the text seen in its bytes", () => {
  const scene = watch();
  const amy = scene.send("amy");
  const bo = scene.send("bo");
  scene.own(bo, "thinking", { canaries: [canaryOf("bo"), canaryOf("amy")] });
  scene.foreign("bo", "thinking", amy, { part: 1 });
  expect(scene.finish().findings).toEqual([["misroute", "bo", "amy", "thinking", [3, 0]]]);
});

test("in a message of several parts the one that holds the text is blamed", () => {
  const scene = watch();
  scene.send("amy");
  const bo = scene.send("bo");
  scene.own(bo, "thinking", { canaries: [canaryOf("bo"), canaryOf("amy")] });
  scene.own(bo, "completed", { part: 1, data: { text: canaryOf("amy").toUpperCase() } });
  expect(scene.finish().findings).toEqual([["bleed", "bo", "amy", "completed", [3, 0]]]);
});

test("catches another user's text that is split over the deltas of a span", () => {
  const scene = watch();
  scene.send("amy");
  const bo = scene.send("bo");
  const canary = canaryOf("amy");
  const delta = (call: string, text: string) => scene.own(bo, "delta", { data: { call, text } });
  delta("1", `she said ${canary.slice(0, 9)}`);
  delta("2", canary.slice(9));
  delta("1", canary.slice(9));
  const { findings, messages } = scene.finish();
  expect(findings).toEqual([["bleed", "bo", "amy", "delta", [4, 0]]]);
  expect(messages).toEqual(["bo received amy's text over several delta events"]);
});

test("what stands between two deltas of a text breaks it not", () => {
  const scene = watch();
  scene.send("amy");
  const bo = scene.send("bo");
  const canary = canaryOf("amy");
  scene.own(bo, "delta", { data: { call: "1", text: canary.slice(0, 9) } });
  scene.own(bo, "delta", { data: { call: "1", text: null } });
  scene.own(bo, "delta", { data: { call: "1" } });
  scene.own(bo, "thinking", { data: { call: "1", text: "hm" } });
  scene.own(bo, "delta", { data: { call: "1", text: canary.slice(9) } });
  expect(scene.finish().findings).toEqual([["bleed", "bo", "amy", "delta", [6, 0]]]);
});

test("one's own text split over deltas is innocent", () => {
  const scene = watch();
  const bo = scene.send("bo");
  for (const text of canaryOf("bo")) scene.own(bo, "delta", { data: { call: "1", text } });
  expect(scene.finish().findings).toEqual([]);
});

test("a part on another connection is a message of its own", () => {
  const scene = watch();
  const amy = scene.send("amy");
  const bo = scene.send("bo");
  scene.own(bo, "thinking", { canaries: [canaryOf("amy")] });
  scene.foreign("cy", "started", amy, { part: 1 });
  expect(scene.finish().findings).toEqual([
    ["bleed", "bo", "amy", "thinking", [2, 0]],
    ["misroute", "cy", "amy", "started", [3, 0]],
  ]);
});

test("a later part without the first is a message too", () => {
  const scene = watch();
  scene.tick(0);
  const amy = scene.send("amy");
  scene.foreign("bo", "started", amy, { part: 1 });
  expect(scene.finish().findings).toEqual([["misroute", "bo", "amy", "started", [2, 1]]]);
});

test("in a message of several parts a frame may be among them", () => {
  const scene = watch();
  scene.send("amy");
  const bo = scene.send("bo");
  scene.own(bo, "thinking", { canaries: [canaryOf("amy")] });
  scene.push({ ...FRAME, kind: "unknown", connection: 1, user: "bo", part: 1 });
  scene.own(bo, "completed", { part: 2, data: { text: canaryOf("amy") } });
  expect(scene.finish().findings).toEqual([["bleed", "bo", "amy", "completed", [4, 0]]]);
});

test("one's own event with one's own text vouches for no stray event beside it", () => {
  const scene = watch();
  const bo = scene.send("bo");
  scene.own(bo, "thinking", { canaries: [canaryOf("bo")] });
  scene.event("bo", "completed", STRANGER, { part: 1 });
  expect(scene.finish().findings).toEqual([["misroute", "bo", null, "completed", [2]]]);
});

test("one message leaks each victim once, by however many texts and tokens", () => {
  const scene = watch();
  scene.send("amy", 0);
  scene.send("amy", 1);
  const bo = scene.send("bo");
  const canaries = [canaryOf("amy", 0), canaryOf("amy", 1)];
  scene.own(bo, "completed", { canaries, tokens: ["amy", "cy"] });
  expect(scene.finish().findings).toEqual([
    ["bleed", "bo", "amy", "completed", [3, 0]],
    ["bleed", "bo", "cy", "completed", [3]],
  ]);
});

test("catches another user's text in a frame of one's own run, and joins both runs", () => {
  const scene = watch();
  scene.tick(0);
  const amy = scene.send("amy");
  const bo = scene.send("bo");
  const canaries = [canaryOf("amy")];
  const error = { ...FRAME, kind: "error", connection: 1, user: "bo", run: bo.id } as const;
  scene.push({ ...error, canaries }, { run: bo });
  expect(scene.finish().observations).toMatchObject([
    {
      kind: "bleed",
      ops: [3, 1],
      touches: [
        { user: "amy", run: amy.id, event: null },
        { user: "bo", run: bo.id, event: null },
      ],
    },
  ]);
});

test("a frame about a run that nobody of the plan has convicts nobody", () => {
  const scene = watch();
  scene.push({ ...FRAME, kind: "error", connection: 1, user: "bo", run: "server-17" });
  expect(scene.finish().findings).toEqual([]);
});

test("the send is quoted of a run that is long over, for an event, a frame and a text of it", () => {
  const scene = watch();
  scene.tick(0);
  const amy = scene.send("amy");
  scene.settle(amy);
  const foreign = { kind: "foreign", owner: "amy", run: amy.id } as const;
  scene.event("bo", "thinking", foreign);
  scene.push({ ...FRAME, kind: "accepted", connection: 2, user: "cy", run: amy.id });
  const dee = scene.send("dee");
  scene.own(dee, "completed", { canaries: [canaryOf("amy")] });
  expect(scene.finish().findings.map(([kind, user, , , ops]) => [kind, user, ops])).toEqual([
    ["misroute", "bo", [2, 1]],
    ["misroute", "cy", [3, 1]],
    ["bleed", "dee", [5, 1]],
  ]);
});

test("an event that names another user under a run id of the server's own is that user's", () => {
  const scene = watch();
  scene.event("bo", "completed", { kind: "foreign", owner: "amy", run: "server-17" });
  expect(scene.finish().findings).toEqual([["misroute", "bo", "amy", "completed", [0]]]);
});

test("a sentinel that receives anything of a run is told as one who started nothing", () => {
  const scene = watch();
  const amy = scene.send("amy");
  scene.foreign(SENTINEL, "thinking", amy);
  scene.event(SENTINEL, "completed", { kind: "drifted" });
  const { findings, messages } = scene.finish();
  expect(findings).toEqual([
    ["misroute", SENTINEL, "amy", "thinking", [1, 0]],
    ["misroute", SENTINEL, null, "completed", [2]],
  ]);
  expect(messages).toEqual([
    "Amy, who started nothing, received amy's thinking",
    "Amy, who started nothing, received a completed that belongs to nobody of this plan",
  ]);
});

test("the marker of another execution on our account is unknown, and excuses its stray events", () => {
  const scene = watch();
  scene.event("amy", "thinking", STRANGER);
  scene.event("amy", "completed", STRANGER, { canaries: [ELSEWHERE] });
  const { findings, tally } = scene.finish();
  expect(findings).toEqual([]);
  expect(tally.unknown).toBe(
    "another execution uses these accounts: its markers came to 1 of our users",
  );
});

test("the marker of another execution on no account of ours is nobody's trouble", () => {
  const scene = watch();
  const rejected = { outcome: "rejected", status: 403, reason: null, took: 1 } as const;
  const probe = {
    type: "open",
    connection: 9,
    user: null,
    role: "probe",
    probe: "expired",
  } as const;
  scene.push({ ...probe, ...rejected, canaries: [ELSEWHERE] });
  expect(scene.finish()).toMatchObject({ findings: [], tally: { unknown: null } });
});

test("a forged canary proves nothing", () => {
  const scene = watch();
  const bo = scene.send("bo");
  scene.own(bo, "completed", { canaries: [`${canaryOf("amy").slice(0, 33)}!`] });
  expect(scene.finish().findings).toEqual([]);
});

/**
 * Five runs are answered and two are not, and so many bring their marker back; so many others of the five are
 * cancelled before.
 */
function tallyOf(echoed: number, claim: Claim = "claimed", cancelled = 0) {
  const scene = watch({ echo: "expected", claim });
  for (const [nth, user] of ["amy", "bo", "cy", "dee", "eve"].entries()) {
    const run = scene.send(user);
    if (nth < cancelled) run.cancelRequested = 5;
    run.streams.push({ connection: 9, received: [], terminal: null, differences: [] });
    scene.own(run, "completed");
    scene.settle(run);
  }
  for (const user of ["fay", "gus"]) scene.settle(scene.send(user));
  scene.counts.echoed = echoed;
  return scene.finish().tally;
}

test("where too few runs bring their marker back, bleed was hardly tried", () => {
  expect(tallyOf(4).unknown).toBe(null);
  expect(tallyOf(3).unknown).toBe(
    "only 3 of 5 answered runs brought their marker back, so that bleed was hardly tried: ask the agent to repeat the marker at the head of the message",
  );
  expect(tallyOf(3, "watched").unknown).toBe(null);
});

test("a run that its user cancelled owes no marker, and a crowd that cancels all was no trial of bleed", () => {
  expect(tallyOf(3, "claimed", 2).unknown).toBe(null);
  expect(tallyOf(0, "claimed", 5).unknown).toMatch(/^only 0 of 5 answered runs/);
});

test("a run that never left or was refused was no chance to leak", () => {
  const scene = watch();
  scene.settle(scene.send("amy"));
  const failed = scene.send("bo");
  failed.fate = "fail";
  scene.settle(failed);
  const refused = scene.send("cy");
  refused.refusal = { index: 3, code: "busy" };
  scene.settle(refused);
  expect(scene.finish().tally.trials).toBe(1);
});

test("all reasons for which it could not be judged are told", () => {
  const scene = watch();
  scene.event("amy", "started", STRANGER, { canaries: [ELSEWHERE] });
  scene.event("bo", "started", { kind: "unsent", run: "a run to come" });
  scene.damage.whole = "op 3 is missing";
  expect(scene.finish().tally.unknown).toBe(
    "another execution uses these accounts: its markers came to 1 of our users; 1 thing seems to be missing, and the history itself is damaged: op 3 is missing",
  );
});

test("where no echo is declared, bleed is not claimed, and the report says so", () => {
  expect(watch({ echo: "none" }).finish().tally).toMatchObject({
    unknown: null,
    notes: ["bleed is not claimed: the contract says echo: none", BLIND],
  });
});

test("who is taken for one user, and gets another's event, received it for nobody", () => {
  const scene = watch();
  scene.send("amy");
  const bo = scene.send("bo");
  scene.foreign(null, "completed", bo);
  expect(scene.finish().findings).toEqual([["misroute", null, "bo", "completed", [2, 1]]]);
});
