import { expect, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { observed } from "../harness/verdict/testing.ts";
import { annotations } from "./annotations.ts";
import { broken, failed, hostile, passed, unknown, verdictOn } from "./testing.ts";

test("one a kind of fault, worst first", () => {
  expect(annotations(failed)).toEqual([
    "::error title=Quintet isolation/misroute::bo received amy's tool_completed",
    "::error title=Quintet duplication/same-id::cid received agent_thinking twice",
  ]);
});

test("a pass has none; what could not be judged has one", () => {
  expect(annotations(passed)).toEqual([]);
  expect(annotations(unknown)).toEqual([
    "::error title=Quintet UNKNOWN::could not be judged: clock: no event carried a server time",
  ]);
  expect(annotations(broken)).toEqual([
    "::error title=Quintet UNKNOWN::could not be judged: The config does not fit:",
  ]);
});

/** So many kinds of fault. */
function kinds(count: number): Verdict {
  const observations = Array.from({ length: count }, (_, n) =>
    observed({ kind: `k${n}`, run: `r${n}`, user: `u${n}` }),
  );
  return verdictOn({ observations });
}

test("ten are all told, and never more than ten", () => {
  const [all, some] = [10, 14].map((count) => annotations(kinds(count)));
  expect(all?.filter((line) => line.includes("completeness/k"))).toHaveLength(10);
  expect(some).toHaveLength(10);
  expect(some?.at(-1)).toBe("::error title=Quintet more::and 5 more: see summary.md");
});

test("what is waived is no fault", () => {
  const verdict = kinds(2);
  const [waived, counted] = verdict.findings;
  if (waived === undefined || counted === undefined) throw new Error("there are not two findings");
  const lines = annotations({ ...verdict, findings: [{ ...waived, waiver: 0 }, counted] });
  expect(lines).toEqual([expect.stringContaining(`completeness/${counted.kind}`)]);
});

test("words of a hostile server stay on their line", () => {
  for (const text of annotations(hostile)) {
    expect(text).toMatch(/^::error title=Quintet [^:]*::[^\n\r]*$/);
  }
});

test("what a forge would read as a line of its own, or as a property, is escaped", () => {
  const observations = [
    observed({ kind: "a,file=b:c", message: "100 %0A::error title=forged::mine" }),
  ];
  expect(annotations(verdictOn({ observations }))).toEqual([
    "::error title=Quintet completeness/a%2Cfile=b%3Ac::100 %250A::error title=forged::mine",
  ]);
});

test("a waiver that needs somebody's eye is a warning, and one at work is none", () => {
  const waiver = { guarantee: "completeness", kind: "tail", reason: "known", max: 1 } as const;
  const told = { ...waiver, expires: "2026-12-15", matched: 0 } as const;
  const warned = annotations({
    ...passed,
    waivers: [
      { ...told, owner: "team amy", state: "active" },
      { ...told, owner: "team bo", state: "expired" },
    ],
  });
  expect(warned).toEqual([expect.stringMatching(/^::warning title=Quintet waiver::.*team bo/)]);
});
