import { expect, test } from "vitest";
import { completeness } from "./completeness/completeness.ts";
import { connection } from "./connection.ts";
import { judge, story } from "./testing/judging.ts";

const REFUSED = { code: 4401, by: "server" } as const;

test("who is told no with his first run, and closed, convicts nobody: check the accounts", () => {
  const tale = story({ bare: true }).open("amy").start("amy");
  tale.frame("amy", "error", { run: tale.run("amy"), code: "401" }).close("amy", REFUSED);
  const { observations, tallies } = judge(tale.finish(), connection);
  expect(observations).toEqual([]);
  expect(tallies.get("connection")?.unknown).toContain(
    "1 connection was refused as not authorised",
  );
});

test("who was served before is closed without a reason", () => {
  const tale = story({ bare: true }).open("amy").start("amy").events("amy", 1, "started");
  tale.frame("amy", "error", { run: tale.run("amy"), code: "401" }).close("amy", REFUSED);
  const { observations } = judge(tale.finish(), connection);
  expect(observations.map(({ kind }) => kind)).toEqual(["unexplained-close"]);
});

test("who is closed in his first run without a word convicts nobody either: his token may be looked at late", () => {
  const tale = story({ bare: true }).open("amy").start("amy").close("amy", REFUSED).finish();
  const { observations, tallies } = judge(tale, connection, completeness);
  expect(observations).toEqual([]);
  expect(tallies.get("connection")?.unknown).toBe(
    "1 connection was refused as not authorised: check the accounts",
  );
});

test("who was welcomed is closed without a reason", () => {
  const tale = story({ bare: true }).open("amy").frame("amy", "welcome").start("amy");
  const { observations } = judge(tale.close("amy", REFUSED).finish(), connection);
  expect(observations.map(({ kind }) => kind)).toEqual(["unexplained-close"]);
});

test.each([
  [4408, "closed by our client: it heard no sign of life in time"],
  [1008, "closed by us (1008): more pings came than the server took answers"],
])("where our own client gave up with %i, nobody is convicted, and nothing passes", (code, why) => {
  const tale = story({ bare: true }).open("amy").start("amy");
  tale.close("amy", { code, by: "harness" });
  const { observations, tallies } = judge(tale.finish(), connection);
  expect(observations).toEqual([]);
  expect(tallies.get("connection")?.unknown).toBe(`1 connection was ${why}`);
});
