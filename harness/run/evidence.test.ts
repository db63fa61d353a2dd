import { expect, test } from "vitest";
import type { Op } from "../history/op.ts";
import { attribute } from "../verdict/attribution.ts";
import { observed } from "../verdict/testing.ts";
import { collectEvidence, evidenceIn, wantedOps } from "./evidence.ts";

async function* ticks(count: number, read: (index: number) => void): AsyncGenerator<Op> {
  for (let index = 0; index < count; index += 1) {
    read(index);
    yield { index, time: index, type: "tick", lag: 0 };
  }
}

test("wanted are the ops of a finding, and of what it explains", () => {
  const findings = attribute([
    observed({ guarantee: "isolation", kind: "misroute", event: "a", ops: [7, 3] }),
    observed({ guarantee: "completeness", kind: "hole", event: "a", ops: [9] }),
  ]);
  expect(findings.map(({ consequenceCount }) => consequenceCount)).toEqual([1]);
  expect([...wantedOps(findings)]).toEqual([7, 3, 9]);
});

test("of many findings the first twenty are told in full", () => {
  const findings = attribute(
    Array.from({ length: 30 }, (_, at) => observed({ run: `r${at}`, ops: [at] })),
  );
  expect(findings).toHaveLength(30);
  expect(wantedOps(findings).size).toBe(20);
});

test("of each kind the first is told in full, however many there are of another", () => {
  const findings = attribute([
    ...Array.from({ length: 30 }, (_, at) => observed({ run: `r${at}`, ops: [at] })),
    observed({ guarantee: "order", kind: "swap", run: "s", ops: [77] }),
  ]);
  expect(findings.at(-1)?.kind).toBe("swap");
  const wanted = wantedOps(findings);
  expect([[...wanted].slice(0, 2), wanted.size]).toEqual([[0, 77], 20]);
});

test("a history is read up to the last op that is wanted", async () => {
  const read: number[] = [];
  const evidence = await collectEvidence(
    ticks(100, (index) => read.push(index)),
    new Set([1, 3]),
  );
  expect([[...evidence.keys()], read]).toEqual([
    [1, 3],
    [0, 1, 2, 3],
  ]);
});

async function gone(): Promise<never> {
  throw new Error("it is gone");
}

test("one that cannot be read is untold, and one of which nothing is wanted stays closed", async () => {
  expect(await evidenceIn(gone, new Set([1]))).toEqual(new Map());
  let opened = false;
  const open = async () => {
    opened = true;
    return { ops: () => ticks(1, () => {}) };
  };
  expect([await evidenceIn(open, new Set()), opened]).toEqual([new Map(), false]);
  expect([...(await evidenceIn(open, new Set([0]))).keys()]).toEqual([0]);
});
