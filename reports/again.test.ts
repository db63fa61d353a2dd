import { expect, test } from "vitest";
import { againFacts, sinceWords } from "./again.ts";
import { failed, passed } from "./testing.ts";

const again = (asked: number, executions: number, reproduced: number, unknown: number) =>
  againFacts({ ...failed, confirmation: { asked, executions, reproduced, unknown } });

test("nothing was tried again, nothing compared: nothing is said", () => {
  expect(againFacts(passed)).toEqual([]);
  expect(failed.findings.map(sinceWords)).toEqual(failed.findings.map(() => ""));
});

test("how often it came again, and what that figure leaves out", () => {
  expect(again(2, 2, 1, 0)).toEqual([["again", "reproduced 1 of 2; the outcome stays fail"]]);
  expect(again(5, 3, 1, 2)).toEqual([
    ["again", "reproduced 1 of 3, 2 could not be judged, 2 of 5 not tried; the outcome stays fail"],
  ]);
});

test("what is new against an earlier verdict", () => {
  const baseline = { seed: "s", fresh: 1, known: 2, gone: 3 };
  expect(againFacts({ ...failed, baseline })).toEqual([
    ["baseline", "kinds of fault against the earlier verdict: 1 new, 2 known, 3 gone"],
  ]);
  const [finding] = failed.findings;
  expect(finding && sinceWords({ ...finding, baseline: "known" })).toBe(", known");
});
