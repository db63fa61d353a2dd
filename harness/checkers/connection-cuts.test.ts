import { expect, test } from "vitest";
import { fiveEvents } from "../contract/five-events.ts";
import { connection } from "./connection.ts";
import { findings, type Story, story } from "./testing/judging.ts";

const everyTab = {
  users: ["amy"],
  sentinels: [],
  tabs: 2,
  contract: fiveEvents({ fanout: "all", maxErrored: 0 }),
};
const alone = { users: ["amy"], sentinels: [] };

const cuts = (tale: Story) =>
  findings(connection, tale).observations.map(({ kind, run, ops }) => [kind, run, ops]);

test("the close of a tab that only receives a run names it", () => {
  const tale = story(everyTab).open().start("amy").event("amy", 1, "started");
  tale.close("amy", { by: "server" }, 1);
  const { last } = tale;
  expect(cuts(tale.finish())).toEqual([["unexplained-close", tale.run("amy"), [last]]]);
});

test("a run that was refused or cancelled is not cut", () => {
  const tale = story(alone).open().start("amy").start("amy", 2);
  tale.frame("amy", "error", { run: tale.run("amy"), code: "busy" });
  tale.cancel("amy", 2).frame("amy", "cancelled", { run: tale.run("amy", 2) });
  tale.close("amy", { by: "server" });
  const { last } = tale;
  expect(cuts(tale.finish())).toEqual([["unexplained-close", null, [last]]]);
});

/** Amy's connection, open for so long and never welcomed, and closed by a server that drains. */
function unwelcomed(milliseconds: number) {
  const tale = story(alone);
  tale.push({
    type: "open",
    connection: 0,
    user: "amy",
    role: "user",
    outcome: "open",
    status: 101,
    reason: null,
    took: 1,
  });
  tale.wait(milliseconds).push({ type: "fault", fault: "drain", user: null, connection: null });
  const close = { code: 1001, reason: "", by: "server", frames: 0, bytes: 0 } as const;
  tale.push({ type: "close", connection: 0, user: "amy", ...close });
  return tale.end();
}

test("a promised welcome is due to who is drained, too", () => {
  const [handshake] = findings(connection, unwelcomed(6_000)).observations;
  expect(handshake).toMatchObject({ kind: "handshake", user: "amy", ops: [62, 0] });
});

test("a promised welcome that was not waited for is unknown, and never a pass", () => {
  const { observations, tally } = findings(connection, unwelcomed(1_000));
  expect(observations).toEqual([]);
  expect(tally?.unknown).toBe(
    "1 connection was closed before the welcome, and within the patience of 5000 ms",
  );
});

test("what is lost after a close explains nothing; what is lost before it might", () => {
  const tale = story(alone).open().close("amy", { by: "server" });
  const close = tale.last;
  tale.wait(300).end();
  const ops = (from: number) => ({ header: tale.header, ops: tale.ops.toSpliced(from, 1) });
  expect(findings(connection, ops(close + 1)).observations).toHaveLength(1);
  const { observations, tally } = findings(connection, ops(1));
  expect(observations).toEqual([]);
  expect(tally?.unknown).toBe(
    "1 thing seems to be missing, and the history itself is damaged: ops 1 to 1 are not in the history",
  );
});
