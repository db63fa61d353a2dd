import { describe, expect, test } from "vitest";
import { createJudge } from "../judge.ts";
import { findings, type Story, story } from "../testing/judging.ts";
import { isolation } from "./isolation.ts";

test("a leak of a run that is sent right after it does not quote the send", () => {
  const tale = story({ users: ["amy", "bo"], sentinels: [] })
    .open()
    .start("amy");
  tale.frame("amy", "error", { canaries: [tale.canary("bo")] });
  const leak = tale.last;
  tale.start("bo").finish();
  const [bleed] = findings(isolation, tale).observations;
  expect(bleed).toMatchObject({ kind: "bleed", victim: "bo", ops: [leak] });
});

/** What is found where amy's events name this thread. */
function inThread(thread: (tale: Story) => string) {
  const tale = story({ users: ["amy", "bo"], sentinels: [] })
    .open()
    .start("amy")
    .start("bo");
  for (const word of ["started", "done"]) tale.event("amy", 1, word, { thread: thread(tale) });
  return findings(isolation, tale.finish()).observations.map(({ kind, user, victim }) => {
    return [kind, user, victim];
  });
}

describe("all events of a run under her run id, in a thread", () => {
  test("of another user: a leak", () => {
    expect(inThread((tale) => tale.thread("bo"))).toContainEqual(["misroute", "amy", "bo"]);
  });

  test("of her own, or of the server's: none", () => {
    expect(inThread((tale) => tale.thread("amy"))).toEqual([]);
    expect(inThread(() => "a thread of its own")).toEqual([]);
  });
});

test("a leak is told once the linger is over, though nobody says anything any more", () => {
  const tale = story({ users: ["amy", "bo"], sentinels: [] })
    .open()
    .start("amy")
    .start("bo");
  tale.event("amy", 1, "started", { to: "bo" });
  const judge = createJudge(tale.header);
  for (const op of tale.ops) judge.push(op);
  expect(judge.seen()).toBe(0);
  const last = tale.ops.at(-1);
  judge.push({ type: "tick", lag: 0, index: tale.ops.length, time: (last?.time ?? 0) + 60_000 });
  expect(judge.seen()).toBeGreaterThan(0);
});
