import { expect, test } from "vitest";
import { HarnessError } from "../errors/harness-error.ts";
import { decide } from "./decide.ts";
import { errorVerdict } from "./error-verdict.ts";
import { readVerdict } from "./read-verdict.ts";
import { header, judged, observed } from "./testing.ts";

const leak = observed({ guarantee: "isolation", kind: "misroute", user: "bo", victim: "amy" });
const failed = decide(judged({ observations: [leak, observed()] }), header, { replay: "again" });

test("what was written is read again, of every outcome", () => {
  const environment = { quintet: "1", node: "24", os: "Linux", cpu: "c", cpus: 2, memory: 1 };
  const verdicts = [
    decide(judged(), { ...header, environment }, { replay: null }),
    failed,
    errorVerdict(new HarnessError("dns", "no such name")),
    { ...failed, power: { caught: 1, of: 2, notCaught: [{ fault: "f", why: null, advice: "a" }] } },
    { ...failed, baseline: { seed: null, fresh: 1, known: 0, gone: 0 } },
    { ...failed, confirmation: { asked: 3, executions: 2, reproduced: 1, unknown: 0 } },
  ];
  for (const verdict of verdicts) {
    expect(readVerdict(JSON.stringify(verdict))).toEqual({ verdict });
  }
});

test("fields of a later version are no obstacle", () => {
  const later = { ...failed, shards: 3 };
  expect(readVerdict(JSON.stringify(later))).toEqual({ verdict: later });
});

test("what is no verdict says why", () => {
  const whole = JSON.stringify(failed);
  expect(readVerdict(whole.slice(0, 500))).toEqual({ reason: "it is not JSON, or not all of it" });
  expect(readVerdict("[]")).toEqual({ reason: "it is not a JSON object" });
  expect(readVerdict(JSON.stringify({ ...failed, outcome: "green" }))).toEqual({
    reason: "outcome is not what a verdict holds there",
  });
  expect(readVerdict(JSON.stringify({ ...failed, findings: [{ kind: "<script>" }] }))).toEqual({
    reason: "findings is not what a verdict holds there",
  });
  expect(readVerdict(JSON.stringify({ ...failed, guarantees: undefined }))).toEqual({
    reason: "guarantees is not what a verdict holds there",
  });
});
