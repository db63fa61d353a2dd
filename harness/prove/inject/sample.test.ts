import { expect, test } from "vitest";
import { story } from "../../checkers/testing/judging.ts";
import { createJudge } from "../../checkers/judge.ts";
import type { HistoryHeader } from "../../history/header.ts";
import type { Op } from "../../history/op.ts";
import { SILENT_FRAME } from "../../history/silent-frame.ts";
import { urlClaims } from "../../verdict/claims.ts";
import { decide } from "../../verdict/decide.ts";
import { createSample, type SampleLimits } from "./sample.ts";

const USERS = Array.from({ length: 8 }, (_, at) => `user-${at}`);
const FIVE = "started thinking executing completed done";

/** Eight users and two sentinels; three runs each, round after round. */
function crowded(rounds = 3) {
  const tale = story({
    users: USERS,
    sentinels: ["zoe", "yan"],
    header: { linger: 100, verifies: false, claims: urlClaims({ deadlines: false, spans: true }) },
  }).open();
  for (let run = 1; run <= rounds; run += 1) {
    for (const user of USERS) tale.start(user, run);
    for (const user of USERS) tale.events(user, run, FIVE);
    tale.wait(200);
  }
  tale.finish();
  const { header, ops } = tale;
  const plan = { ...header.plan, runsPerUser: rounds, runs: rounds * 8, overlap: 8 };
  return { header: { ...header, plan }, ops };
}

function sampled(
  history: { header: HistoryHeader; ops: readonly Op[] },
  limits: Partial<SampleLimits>,
) {
  const sample = createSample(history.header, limits);
  for (const op of history.ops) sample.push(op);
  return sample.take();
}

function verdictOn({ header, ops }: { header: HistoryHeader; ops: readonly Op[] }) {
  const judge = createJudge(header);
  for (const op of ops) judge.push(op);
  return decide(judge.finish(), header, { replay: null });
}

test("a history within the limits is taken as it is", () => {
  const history = crowded();
  expect(sampled(history, {})).toEqual({ ...history, cut: false });
});

test("of a large crowd the first users and sentinels are kept, as if there had been no others", () => {
  const cut = sampled(crowded(), { users: 3, sentinels: 1 });
  const { outcome, envelope, conditions, findings } = verdictOn(cut);
  expect(cut.header.plan).toMatchObject({
    users: [
      ...USERS.slice(0, 3).map((id) => ({ id, role: "user" })),
      { id: "zoe", role: "sentinel" },
    ],
    runs: 9,
    runsPerUser: 3,
    overlap: 3,
  });
  expect(envelope).toMatchObject({ users: 3, sentinels: 1, runs: 9, events: 45 });
  expect([outcome, conditions?.damage, findings]).toEqual(["pass", null, []]);
});

test("of many runs the first are kept to their end, and then we hang up", () => {
  const cut = sampled(crowded(20), { runs: 16 });
  const { outcome, envelope, conditions, findings } = verdictOn(cut);
  expect(envelope).toMatchObject({ users: 8, runs: 16, events: 80 });
  expect([outcome, conditions?.damage, findings]).toEqual(["pass", null, []]);
  expect(cut.ops.length).toBeLessThan(160);
});

test("a history with a hole stays damaged when it is cut", () => {
  const { header, ops } = crowded();
  const cut = sampled({ header, ops: ops.toSpliced(40, 1) }, { users: 3 });
  expect(verdictOn(cut)).toMatchObject({ outcome: "unknown", conditions: { ended: null } });
});

test("messages that were lost before the history are still lost in the part", () => {
  const { header, ops } = crowded();
  const lost = ops.map((op): Op => {
    return op.type === "close" && op.user === "user-0" ? { ...op, frames: op.frames + 1 } : op;
  });
  const { conditions } = verdictOn(sampled({ header, ops: lost }, { users: 3 }));
  expect(conditions?.damage).toContain(
    "connection 0 received 17 messages of 1510 bytes, and the history holds 16",
  );
});

test("of very long runs there are fewer users", () => {
  const cut = sampled(crowded(), { ops: 40 });
  const { outcome, envelope, findings } = verdictOn(cut);
  expect(envelope).toMatchObject({ users: 4, sentinels: 2 });
  expect(cut.ops.length).toBeLessThanOrEqual(80);
  expect([outcome, findings]).toEqual(["pass", []]);
});

/** Runs that are over, and then nothing but time and what no run is named in. */
function quietAfter(quiet: number) {
  const { header, ops } = crowded(1);
  const last = ops.at(-1);
  const [open] = ops.filter((op) => op.type === "open");
  if (last === undefined || open === undefined) throw new Error("no such history");
  const { connection, user } = open;
  const frame = { ...SILENT_FRAME, kind: "unknown", connection, user, bytes: 1 } as const;
  const rest = Array.from({ length: quiet }, (_, at): Op => {
    const stamp = { index: last.index + at, time: last.time + at * 10 };
    return at % 2 === 0 ? { ...stamp, type: "tick", lag: 0 } : { ...frame, ...stamp };
  });
  return { header, ops: [...ops.slice(0, -1), ...rest] };
}

test("users who are done fill no memory, however long the others go on", () => {
  const [some, many] = [5_000, 50_000].map(
    (quiet) => sampled(quietAfter(quiet), { ops: 50 }).ops.length,
  );
  expect(many).toBe(some);
  expect(many).toBeLessThan(200);
});

test("a run that never ends is kept up to a bound", () => {
  const { header, ops } = crowded(1);
  const event = ops.findLast((op) => op.type === "event");
  const run = ops.slice(0, -1);
  for (let index = run.length; index < 5_000; index += 1) {
    if (event) run.push({ ...event, index });
  }
  expect(sampled({ header, ops: run }, { ops: 50 }).ops.length).toBeLessThanOrEqual(20 * 50 + 10);
});

test("a crowd that takes long to connect is sampled from its first run on", () => {
  const { header, ops } = crowded(1);
  const at = ops.findIndex(({ type }) => type === "send");
  const tick: Op = { index: 0, time: 0, type: "tick", lag: 0 };
  const waiting = Array.from({ length: 300 }, () => tick);
  const late = [...ops.slice(0, at), ...waiting, ...ops.slice(at)].map((op, index): Op =>
    op.type === "end" ? { ...op, index, ops: index + 1 } : { ...op, index },
  );
  const { header: kept } = sampled({ header, ops: late }, { ops: 100, users: 4 });
  expect(kept.plan.runs).toBe(4);
});
