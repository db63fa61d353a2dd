import { expect, test } from "vitest";
import { compare } from "./baseline.ts";
import { decide } from "./decide.ts";
import { header, judged, observed } from "./testing.ts";

const verdictWith = (...kinds: readonly string[]) =>
  decide(
    judged({ observations: kinds.map((kind, n) => observed({ kind, run: `r${n}` })) }),
    header,
    {
      replay: null,
    },
  );

test("findings are new or known by their fingerprint, and the outcome stays", () => {
  const compared = compare(verdictWith("hole", "tail", "tail"), verdictWith("hole", "whole-run"));
  expect(compared.findings.map(({ kind, baseline }) => [kind, baseline])).toEqual([
    ["hole", "known"],
    ["tail", "new"],
    ["tail", "new"],
  ]);
  expect(compared.baseline).toEqual({ seed: "s", fresh: 1, known: 1, gone: 1 });
  expect(compared.outcome).toBe("fail");
});

test("against a pass everything is new", () => {
  const compared = compare(verdictWith("hole"), verdictWith());
  expect(compared.baseline).toEqual({ seed: "s", fresh: 1, known: 0, gone: 0 });
});
