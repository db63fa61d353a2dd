import { expect, test } from "vitest";
import type { Provision } from "../history/header.ts";
import type { OpenOp, Unstamped } from "../history/op.ts";
import type { Observation } from "../verdict/finding.ts";
import { identity } from "./identity.ts";
import type { Ownership } from "./scene/scene.ts";

const users = [
  { id: "amy", role: "user" },
  { id: "bo", role: "user" },
];

/** Judges ops that are 400 ms apart, on a target that is said to verify tokens. */
function judge(
  ops: readonly Unstamped[],
  verifies = true,
  ownership: Ownership | null = null,
  promise: Provision = "optional",
) {
  const observations: Observation[] = [];
  const dialect = { provides: { welcome: promise } };
  const header = { plan: { users }, verifies, dialect };
  const report = (observation: Observation): number => observations.push(observation);
  const checker = identity({ header, report } as never);
  for (const [index, op] of ops.entries()) {
    const place = op.type === "event" ? { ownership } : {};
    checker.observe?.({ ...op, index, time: index * 400 }, place as never);
  }
  checker.finish?.();
  const kinds = observations.map(({ kind, user, victim, ops: proof }) => [
    kind,
    user,
    victim,
    proof,
  ]);
  const messages = observations.map(({ message }) => message);
  return { kinds, messages, observations, tally: checker.tally() };
}

function frame(
  connection: number,
  user: string | null,
  kind: "welcome" | "accepted" | "error",
  subject: string | null,
): Unstamped {
  const silent = { run: null, session: null, announced: null, code: null };
  return { type: "frame", kind, connection, user, subject, bytes: 9, text: "", ...silent };
}

const welcome = (connection: number, user: string | null, subject: string | null): Unstamped =>
  frame(connection, user, "welcome", subject);

function probe(connection: number, credentials: string, status: number | null = 101): Unstamped {
  const outcome = status === 101 ? "open" : status === null ? "failed" : "rejected";
  const reason = status === null ? "ECONNRESET" : null;
  const answer = { outcome, status, reason, took: 1 } as const;
  return { type: "open", connection, user: null, role: "probe", probe: credentials, ...answer };
}

const probeEvent: Unstamped = {
  type: "event",
  connection: 0,
  user: null,
  bytes: 9,
  event: {
    type: "agent_started",
    run: null,
    thread: null,
    user: null,
    id: null,
    seq: null,
    at: null,
    data: {},
  },
};

function close(connection: number, code: number, by: "harness" | "server" | "network"): Unstamped {
  return { type: "close", connection, user: null, code, reason: "", by, frames: 0, bytes: 0 };
}

const tick: Unstamped = { type: "tick", lag: 0 };

test("catches a welcome for another user of the plan, once a user", () => {
  const { observations } = judge([
    welcome(0, "amy", "bo"),
    welcome(1, "amy", "bo"),
    welcome(2, "bo", "bo"),
    probe(3, "expired", 401),
  ]);
  expect(observations).toEqual([
    {
      guarantee: "identity",
      kind: "wrong-subject",
      user: "amy",
      victim: "bo",
      run: null,
      event: null,
      ops: [0],
      message: 'amy connected with a token of his own, and the server welcomed "bo"',
    },
  ]);
});

test("a subject that is nobody's names no victim, and the nearest spelling is still another's", () => {
  const { kinds } = judge([welcome(0, "amy", "Amy")], false);
  expect(kinds).toEqual([["wrong-subject", "amy", null, [0]]]);
});

test("whoever is welcomed under a name of the server's own is told what to say", () => {
  const { observations } = judge([welcome(0, "amy", "u_1")], false);
  expect(observations[0]?.message).toBe(
    'amy connected with a token of his own, and the server welcomed "u_1", who is nobody of this plan (where these are ids of the server\'s own, say `provides: { user: "never" }`)',
  );
});

test("welcomes as they should be, and what names nobody or is no welcome, are innocent", () => {
  const { kinds, tally } = judge(
    [welcome(0, "amy", "amy"), welcome(1, "bo", null), frame(1, "bo", "accepted", "amy")],
    false,
  );
  expect(kinds).toEqual([]);
  expect(tally).toEqual({ trials: 1, evaluated: 1, unknown: null, notes: [] });
});

test("catches a bad token that was welcomed, even when the server thinks better of it", () => {
  const { observations, tally } = judge([
    probe(0, "alg-none"),
    welcome(0, null, "amy"),
    close(0, 1008, "server"),
  ]);
  expect(observations).toEqual([
    {
      guarantee: "identity",
      kind: "probe-accepted",
      user: null,
      victim: null,
      run: null,
      event: null,
      ops: [1, 0],
      message:
        "A connection with bad credentials (alg-none) was let in: the server spoke to it as to a user",
    },
  ]);
  expect(tally).toEqual({ trials: 1, evaluated: 1, unknown: null, notes: [] });
});

test("catches a bad token that was served an event", () => {
  const { kinds } = judge([probe(0, "expired"), probeEvent, close(0, 1008, "server")]);
  expect(kinds).toEqual([["probe-accepted", null, null, [1, 0]]]);
});

test("catches a bad token whose run was taken, and one that was served until the history ended", () => {
  const { kinds, messages, tally } = judge([
    probe(0, "missing"),
    frame(0, null, "accepted", null),
    probe(1, "expired"),
    welcome(1, null, null),
    welcome(1, null, null),
    close(0, 1000, "harness"),
  ]);
  expect(kinds).toEqual([
    ["probe-accepted", null, null, [1, 0]],
    ["probe-accepted", null, null, [3, 2]],
  ]);
  expect(messages[1]).toBe(
    "A connection with bad credentials (expired) was let in: the server spoke to it as to a user",
  );
  expect(tally.unknown).toBeNull();
});

test("catches a bad token that nobody turned away while we watched", () => {
  const { kinds, messages } = judge([
    tick,
    probe(0, "missing"),
    tick,
    tick,
    close(0, 1000, "harness"),
  ]);
  expect(kinds).toEqual([["probe-accepted", null, null, [4, 1]]]);
  expect(messages).toEqual([
    "A connection with bad credentials (missing) was let in: the server had not closed it after 1200 ms",
  ]);
});

test("catches refusals that do not say what they are", () => {
  const { kinds, messages } = judge([
    probe(0, "malformed", 500),
    probe(1, "expired"),
    close(1, 1011, "server"),
    probe(2, "missing"),
    close(2, 1006, "network"),
  ]);
  expect(kinds).toEqual([
    ["probe-status", null, null, [0]],
    ["probe-status", null, null, [2]],
    ["probe-status", null, null, [4]],
  ]);
  expect(messages.slice(0, 2)).toEqual([
    "A connection with bad credentials (malformed) was refused with HTTP 500, which does not say so",
    "A connection with bad credentials (expired) was refused with close code 1011, which does not say so",
  ]);
});

test("a proper refusal is innocent: before the upgrade, or by a close after nothing but an error", () => {
  const { kinds, tally } = judge([
    probe(0, "missing", 401),
    probe(1, "expired", 403),
    probe(2, "alg-none"),
    frame(2, null, "error", null),
    close(2, 1008, "server"),
    probe(3, "bad-signature"),
    close(3, 4401, "server"),
  ]);
  expect(kinds).toEqual([]);
  expect(tally).toEqual({
    trials: 1,
    evaluated: 4,
    unknown: null,
    notes: ["refused as they should be: missing, expired, alg-none, bad-signature"],
  });
});

test("bad tokens are no users: of as many as were named to themselves a pass speaks", () => {
  const ops = [
    welcome(0, "amy", "amy"),
    welcome(1, "bo", "bo"),
    ...["missing", "malformed", "expired"].map((kind, at) => probe(at + 2, kind, 401)),
  ];
  const trials = (promise: Provision): number => judge(ops, true, null, promise).tally.trials;
  expect([trials("always"), trials("never")]).toEqual([2, 3]);
});

test("a bad token with which an event of a user came says so", () => {
  const ownership = { kind: "foreign", owner: "amy", run: "r1" } as const;
  const ops = [probe(0, "expired"), welcome(0, null, "amy"), probeEvent, close(0, 1000, "harness")];
  const { kinds, messages } = judge(ops, true, ownership);
  expect(kinds).toEqual([["probe-accepted", null, null, [2, 0]]]);
  expect(messages).toEqual([
    "A connection with bad credentials (expired) was let in: it received amy's agent_started",
  ]);
});

test("probes without an answer decide nothing", () => {
  const { kinds, tally } = judge([
    probe(0, "missing", null),
    probe(1, "expired", 503),
    probe(5, "expired", 429),
    probe(2, "alg-none"),
    close(2, 1000, "harness"),
    probe(3, "malformed"),
    close(3, 1013, "server"),
    probe(4, "bad-signature"),
  ]);
  expect(kinds).toEqual([]);
  expect(tally).toEqual({
    trials: 0,
    evaluated: 6,
    unknown: '6 of 6 bad tokens were not judged: no answer ("ECONNRESET")',
    notes: [],
  });
});

function why(reason: string): string {
  return `1 of 2 bad tokens were not judged: ${reason}`;
}

/** Why this one probe, beside one that was refused properly, decided nothing. */
function undecided(...ops: readonly Unstamped[]) {
  return judge([probe(9, "missing", 401), ...ops]).tally.unknown;
}

test("what kept a probe from deciding is told, the first of it", () => {
  const silent = { ...probe(0, "missing", null), reason: null } as Unstamped;
  expect(undecided(silent)).toBe(why('no answer ("no reason")'));
  expect(undecided(probe(0, "expired", 429))).toBe(why('HTTP 429, "not now"'));
  expect(undecided(probe(0, "expired"), close(0, 1013, "server"))).toBe(why("close 1013"));
  expect(undecided(probe(0, "expired"), tick, close(0, 1000, "harness"))).toBe(
    why("we left too early to tell"),
  );
  expect(undecided(probe(0, "expired"), tick, close(0, 1013, "harness"))).toBe(
    why("we left too early to tell"),
  );
  expect(undecided(probe(0, "expired"))).toBe(why("the history ended first"));
});

test("a probe without a name is still a probe", () => {
  const { probe: _name, ...nameless } = probe(0, "", 500) as OpenOp;
  expect(judge([nameless]).messages).toEqual([
    "A connection with bad credentials (unnamed) was refused with HTTP 500, which does not say so",
  ]);
});

test("where nothing is said to verify tokens, letting anybody in is no finding", () => {
  const { kinds, tally } = judge([probe(0, "missing"), welcome(0, null, "guest")], false);
  expect(kinds).toEqual([]);
  expect(tally).toEqual({ trials: 0, evaluated: 0, unknown: null, notes: [] });
});

test("nothing observed: a target that is said to verify tokens was not tried", () => {
  expect(judge([]).tally).toEqual({
    trials: 0,
    evaluated: 0,
    unknown: "the target is said to verify tokens, and no bad token was tried",
    notes: [],
  });
});
