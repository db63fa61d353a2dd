import { expect, test } from "vitest";
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

test("never more than ten", () => {
  const observations = Array.from({ length: 14 }, (_, n) =>
    observed({ kind: `k${n}`, run: `r${n}` }),
  );
  const lines = annotations(verdictOn({ observations }));
  expect(lines).toHaveLength(10);
  expect(lines.at(-1)).toBe("::error title=Quintet more::and 5 more: see summary.md");
});

test("words of a hostile server stay on their line", () => {
  for (const text of annotations(hostile)) {
    expect(text).toMatch(/^::error title=Quintet [^:]*::[^\n\r]*$/);
  }
});
