import { expect, test } from "vitest";
import { decide } from "../harness/verdict/decide.ts";
import { header, judged, observed } from "../harness/verdict/testing.ts";
import type { WaiverUse } from "../harness/verdict/waiver.ts";
import { headline } from "./headline.ts";
import { broken, failed, passed, unknown, verdictOn } from "./testing.ts";

test("a pass says what every user got", () => {
  expect(headline(passed)).toBe("every one of 25 users received exactly its own events");
});

test("a pass promises no more than was judged", () => {
  const claims = { ...header.claims, order: "off", clock: "off", reach: "off" } as const;
  const verdict = decide(judged(), { ...header, claims }, { replay: null });
  expect(headline(verdict)).toBe(
    "isolation, completeness, duplication, pairing, finality, content, deadline, connection and identity held; order not claimed",
  );
});

test("a failure names its worst finding, and how many more there are", () => {
  expect(headline(failed)).toBe("isolation: bo received amy's tool_completed (and 1 more finding)");
  expect(headline(verdictOn({ observations: [observed()] }))).toBe(
    "completeness: amy's tool_completed never came",
  );
});

test("findings that a waiver lets pass are not more of them", () => {
  const waiver: WaiverUse = {
    guarantee: "duplication",
    kind: "same-id",
    reason: "known: the queue delivers twice",
    owner: "team payments",
    expires: "2026-04-01",
    max: 1,
    state: "active",
    matched: 1,
  };
  expect(headline({ ...failed, waivers: [waiver] })).toBe(
    "isolation: bo received amy's tool_completed",
  );
});

test("what could not be judged says why, the deepest reason first", () => {
  const damage = { whole: "ops 4 to 9 are missing", users: new Map<string, string>() };
  const reach = { unknown: "3 of 25 users had an open connection" };
  const empty = { ...judged().envelope, runs: 0 };
  expect([
    headline(broken),
    headline(verdictOn({ damage, ended: "interrupted" })),
    headline(verdictOn({ ended: "interrupted", envelope: empty })),
    headline(verdictOn({ envelope: empty, tallies: { reach } })),
    headline(verdictOn({ tallies: { reach, order: { trials: 0 } } })),
    headline(unknown),
  ]).toEqual([
    "could not be judged: The config does not fit:",
    "could not be judged: ops 4 to 9 are missing",
    "could not be judged: the execution was cut short (interrupted)",
    "could not be judged: no run was judged",
    "could not be judged: reach: 3 of 25 users had an open connection",
    "could not be judged: clock: no event carried a server time",
  ]);
});
