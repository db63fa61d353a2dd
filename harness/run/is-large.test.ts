import { expect, test } from "vitest";
import { agentRun } from "../contract/agent-run.ts";
import type { Contract } from "../contract/contract.ts";
import { contractData } from "../contract/define-contract.ts";
import { fiveEvents } from "../contract/five-events.ts";
import { isLarge } from "./is-large.ts";

const of = (runs: number | null, contract: Contract = fiveEvents()) =>
  isLarge({ runs }, contractData(contract));

test("a history is large from 100,000 planned events on", () => {
  expect([of(1), of(19_999), of(20_000), of(1_000_000)]).toEqual([false, false, true, true]);
});

test("a contract counts with what each run must have", () => {
  const short = agentRun({ thinking: "0..", tools: "0.." });
  expect([of(20_000, short), of(100_000, short)]).toEqual([false, true]);
});

test("a soak says no number, and may go on for days", () => {
  expect(of(null)).toBe(true);
});
